internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal

/// `--progress`, `--no-progress` and `--quiet`, as git has them, and `--progress=json`.
struct ProgressOptions: ParsableArguments {
    enum Form: String, ExpressibleByArgument, CaseIterable {
        /// `--progress` alone.
        case yes
        case json
    }

    @Option(
        help: ArgumentHelp(
            "Show progress even when no terminal is there; as JSON lines with '=json'", valueName: "form"))
    var progress: Form?

    @Flag(help: "Show no progress")
    var noProgress = false

    @Flag(name: .shortAndLong, help: "Say only what goes wrong")
    var quiet = false

    private var mode: ProgressMode {
        switch progress {
        case _ where noProgress: .never
        case .json?: .json
        case .yes?: .always
        case nil: .automatic
        }
    }

    /// `session` with what was asked for.
    func applied(to session: Session) -> Session {
        if progress == nil, !noProgress, !quiet { return session }
        var context = session.context
        let out = session.out
        context.reporter = TerminalReporter(progress: mode, quiet: quiet, flushOutput: { out.flush() })
        return Session(context: context, out: out)
    }

    /// Verbs that take these options: there a bare `--progress` means `--progress=yes`, which no parser can tell.
    private static let verbs: Set<String> = ["fetch", "pull", "push", "fsck"]

    static func expanded(_ arguments: [String]) -> [String] {
        guard let verb = arguments.first, verbs.contains(verb) else { return arguments }
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments[..<end].map { $0 == "--progress" ? "--progress=yes" : $0 } + arguments[end...]
    }
}
