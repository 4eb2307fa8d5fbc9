internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSUnlock: LFSCommand {
    static let verb = LFSVerb(
        "unlock", "Remove \"locked\" setting for a file on the Git LFS server.",
        synopsis: ["git lfs unlock [options] <path>..."],
        options: LFSLockOptions.options + [
            .flag("force", "f", "Take it from whoever has it."),
            .value("id", "i", "id", "Name the lock by its ID."),
        ])

    private static let usage = "Exactly one of --id or a set of paths must be provided"

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        guard arguments.isGiven("id") != !arguments.words.isEmpty else { throw LFSExit(usage) }
        let repository = try session.repository()
        let client = try LFSLockOptions.client(arguments, session)
        var status: Int32 = 0
        var results: [JSONValue] = []
        if let id = arguments.value("id") {
            let lock = try unlock(id, client, arguments)
            try forget(id, lock, session)
            results.append(.object(["id": .string(id), "unlocked": true]))
            if !arguments.has("json") { session.out.line("Unlocked Lock \(id)") }
        }
        for word in arguments.words {
            do {
                let path = try LFSLockOptions.fromTop(word, repository)
                try check(path, arguments, repository, session)
                guard let id = try identifier(path, client, session) else {
                    throw LFSExit("unable to get lock ID: no matching locks found")
                }
                let lock = try client.unlock(id: id, force: arguments.has("force"))
                try forget(id, lock ?? Lock(id: id, path: path, owner: nil, lockedAt: ""), session)
                results.append(.object(["path": .string(word), "unlocked": true]))
                if !arguments.has("json") { session.out.line("Unlocked \(path)") }
            } catch {
                let message = LFSLockOptions.sentence(error)
                session.tell(message)
                results.append(.object(["path": .string(word), "unlocked": false, "reason": .string(message)]))
                status = 2
            }
        }
        if arguments.has("json") {
            session.out.write(JSONValue.array(results).serialized())
            session.out.line()
        }
        return status
    }

    /// Changes that were made under the lock have to be committed first.
    private static func check(
        _ path: String, _ arguments: LFSArguments, _ repository: Repository, _ session: LFSSession
    ) throws {
        let status = try repository.git(["status", "--porcelain", "-z", "--", ":(top,literal)\(path)"])
        if status.output.isEmpty { return }
        guard arguments.has("force") else { throw LFSExit("Cannot unlock file with uncommitted changes") }
        session.tell("warning: unlocking with uncommitted changes because --force")
    }

    private static func unlock(_ id: String, _ client: LockClient, _ arguments: LFSArguments) throws -> Lock? {
        do {
            return try client.unlock(id: id, force: arguments.has("force"))
        } catch {
            throw LFSExit("Unable to unlock \(id): \(LFSLockOptions.sentence(error))")
        }
    }

    private static func identifier(_ path: String, _ client: LockClient, _ session: LFSSession) throws -> String? {
        let cache = LockCache(try session.files().store.root)
        if let lock = cache.load().first(where: { $0.path == path }) { return lock.id }
        return try client.list(path: path).first { $0.path == path }?.id
    }

    private static func forget(_ id: String, _ lock: Lock?, _ session: LFSSession) throws {
        let files = try session.files()
        try LockCache(files.store.root).remove(id: id)
        if let lock { try LockableFiles(files).setWritable(false, RepoPath(lock.path)) }
    }
}
