internal import MLOpsTerminal

struct LFSUninstall: LFSCommand {
    static let verb = LFSVerb(
        "uninstall", "Uninstall Git LFS by removing hooks and smudge/clean filter configuration.",
        synopsis: ["git lfs uninstall [options]", "git lfs uninstall hooks"],
        options: LFSScope.options + [.flag("skip-repo", nil, "Leave this repository's hooks alone.")])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        if arguments.words.first == "hooks" {
            try LFSHooks(session.repository()).uninstall()
            session.out.line("Hooks for this repository have been removed.")
            return 0
        }
        let scope = try LFSScope.arguments(arguments, in: session)
        if let problem = LFSFilterKeys(scope: scope, context: session.context).uninstall() { session.out.line(problem) }
        if !arguments.has("skip-repo"), let repository = try? session.repository() {
            try LFSHooks(repository).uninstall()
            session.out.line("Hooks for this repository have been removed.")
        }
        switch scope[0] {
        case "--global": session.out.line("Global Git LFS configuration has been removed.")
        case "--system": session.out.line("System Git LFS configuration has been removed.")
        default: break
        }
        return 0
    }
}
