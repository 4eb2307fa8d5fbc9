internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSPrune: LFSCommand {
    static let verb = LFSVerb(
        "prune", "Delete old Git LFS files from local storage",
        options: [
            .flag("dry-run", "d", "Say what would go, and delete nothing."),
            .flag("force", "f", "Delete everything that was pushed, even what is checked out. Implies --recent."),
            .flag("recent", nil, "Delete what is recent, too."),
            .flag("verify-remote", "c", "Ask the remote first whether it has what will be deleted."),
            .flag("no-verify-remote", nil, "Do not ask, whatever lfs.pruneverifyremotealways says."),
            .flag("verify-unreachable", nil, "With --verify-remote: ask for what no commit names, too."),
            .flag("no-verify-unreachable", nil, "Ask for what commits name only."),
            .value("when-unverified", nil, "halt|continue", "What to do when the remote lacks an object."),
            .flag("verbose", "v", "Say which objects go."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let config = try session.config()
        let files = try session.files()
        try checkOptions(arguments)
        var options = PrunePlan.Options()
        options.ignoresCheckout = arguments.has("force")
        options.ignoresRecent = arguments.has("recent")
        let plan = try PrunePlan(files, config: config, options: options)
        var objects = plan.prunable
        let count = plan.local.count
        if count == 0 { return 0 }
        var summary = "prune: \(count) local \(count == 1 ? "object" : "objects"), \(plan.retainedCount) retained"
        if !objects.isEmpty, verifies(arguments, config) {
            let lost = try unverified(plan, arguments, config, files)
            summary += ", \(objects.filter { plan.reachable.contains($0.id) }.count - lost.count) verified with remote"
            if !lost.isEmpty, arguments.value("when-unverified") != "continue" {
                session.out.line(summary + ", done.")
                session.tell("These objects to be pruned are missing on remote:")
                for object in lost { session.tell(" * \(object.id.hex)") }
                return 2
            }
            let missing = Set(lost)
            objects.removeAll { missing.contains($0) }
        }
        session.out.line(summary + ", done.")
        return try delete(objects, arguments, files.store, session)
    }

    private static func checkOptions(_ arguments: LFSArguments) throws {
        for name in ["verify-remote", "verify-unreachable"] where arguments.has(name) && arguments.has("no-\(name)") {
            throw LFSExit("Cannot specify both --\(name) and --no-\(name)")
        }
        if let word = arguments.value("when-unverified"), !["halt", "continue"].contains(word) {
            throw LFSExit("Invalid value for --when-unverified: '\(word)' (must be either 'halt' or 'continue')")
        }
    }

    private static func verifies(_ arguments: LFSArguments, _ config: LFSConfig) -> Bool {
        if arguments.has("no-verify-remote") { return false }
        return arguments.has("verify-remote") || config.bool("lfs.pruneverifyremotealways") == true
    }

    /// Those that the remote does not have.
    private static func unverified(
        _ plan: PrunePlan, _ arguments: LFSArguments, _ config: LFSConfig, _ files: LargeFiles
    ) throws -> [LargeObject] {
        let all =
            !arguments.has("no-verify-unreachable")
            && (arguments.has("verify-unreachable") || config.bool("lfs.pruneverifyunreachablealways") == true)
        let asked = plan.prunable.filter { all || plan.reachable.contains($0.id) }
        let remote = config["lfs.pruneremotetocheck"] ?? "origin"
        return asked.isEmpty ? [] : try RemoteResolver(files.repository).remote(for: remote).missing(among: asked)
    }

    private static func delete(
        _ objects: [LargeObject], _ arguments: LFSArguments, _ store: ObjectStore, _ session: LFSSession
    ) throws -> Int32 {
        if objects.isEmpty { return 0 }
        let bytes = LFSSize.text(objects.reduce(0) { $0 + $1.size })
        if arguments.has("dry-run") {
            session.out.line(
                "prune: \(objects.count) \(objects.count == 1 ? "file" : "files") would be pruned (\(bytes)), done.")
        }
        if arguments.has("verbose") {
            for object in objects { session.out.line(" * \(object.id.hex) (\(LFSSize.text(object.size)))") }
        }
        if arguments.has("dry-run") { return 0 }
        for object in objects { try Files.remove(store.path(of: object.id)) }
        session.out.line("prune: Deleting objects: 100% (\(objects.count)/\(objects.count)), done.")
        return 0
    }
}
