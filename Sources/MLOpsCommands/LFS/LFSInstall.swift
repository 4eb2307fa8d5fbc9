internal import MLOpsTerminal

struct LFSInstall: LFSCommand {
    static let verb = LFSVerb(
        "install", "Install Git LFS configuration.",
        options: [
            .flag("force", "f", "Overwrite filters that are set to something else.")
        ] + LFSScope.options + [
            .flag("manual", "m", "Print what to add to hooks of your own; touch none."),
            .flag("skip-smudge", "s", "Download nothing on clone and pull; 'git lfs pull' does when it is run."),
            .flag("skip-repo", nil, "Install no hooks."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let scope = try LFSScope.arguments(arguments, in: session)
        try LFSFilterKeys(scope: scope, context: session.context)
            .install(skipsSmudge: arguments.has("skip-smudge"), force: arguments.has("force"))
        if !arguments.has("skip-repo"), let repository = try? session.repository() {
            let hooks = try LFSHooks(repository)
            if arguments.has("manual") {
                session.out.write(hooks.instructions)
            } else {
                try hooks.install(force: arguments.has("force"))
                session.out.line("Updated Git hooks.")
            }
        }
        session.out.line("Git LFS initialized.")
        return 0
    }
}
