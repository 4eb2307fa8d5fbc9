internal import MLOpsTerminal

struct LFSVersion: LFSCommand {
    static let verb = LFSVerb("version", "Report the version number.", synopsis: ["git lfs version"])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        session.out.line(text)
        return 0
    }

    /// In the form that scripts take apart: `git-lfs/<version> (<by>; <system> <machine>; <language>)`.
    static var text: String {
        "git-lfs/\(LFSApplication.manualVersion) (git-mlops \(Application.version); linux \(machine); swift)"
    }

    /// As Go calls it.
    private static var machine: String {
        #if arch(x86_64)
            "amd64"
        #elseif arch(arm64)
            "arm64"
        #else
            "unknown"
        #endif
    }
}
