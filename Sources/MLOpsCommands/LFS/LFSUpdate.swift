internal import MLOpsTerminal

struct LFSUpdate: LFSCommand {
    static let verb = LFSVerb(
        "update", "Update Git hooks for the current Git repository.",
        synopsis: ["git lfs update [--manual | --force]"],
        options: [
            .flag("force", "f", "Overwrite hooks that are not Git LFS's."),
            .flag("manual", "m", "Print what to add to hooks of your own; touch none."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let repository = try session.repository()
        if arguments.has("force"), arguments.has("manual") {
            throw LFSExit("You cannot use --force and --manual options together", code: 2)
        }
        let hooks = try LFSHooks(repository)
        if arguments.has("manual") {
            session.out.write(hooks.instructions)
            return 0
        }
        try hooks.install(force: arguments.has("force"))
        session.out.line("Updated Git hooks.")
        return 0
    }
}
