internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsTerminal

struct LFSExt: LFSCommand {
    static let verb = LFSVerb(
        "ext", "Display Git LFS extension details.", synopsis: ["git lfs ext list [<name>...]"])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let config = try session.config().git
        var names = arguments.words.first == "list" ? Array(arguments.words.dropFirst()) : []
        let known = config.subsections(of: "lfs").filter { $0.hasPrefix("extension.") }.map { String($0.dropFirst(10)) }
        if names.isEmpty { names = known.sorted { priority($0, config) < priority($1, config) } }
        for name in names {
            session.out.line("Extension: \(known.contains(name) ? name : "")")
            session.out.line("    clean = \(config["lfs.extension.\(name).clean"] ?? "")")
            session.out.line("    smudge = \(config["lfs.extension.\(name).smudge"] ?? "")")
            session.out.line("    priority = \(priority(name, config))")
        }
        return 0
    }
}

extension LFSExt {
    private static func priority(_ name: String, _ config: GitConfig) -> Int64 {
        config.int("lfs.extension.\(name).priority") ?? 0
    }
}
