internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSLock: LFSCommand {
    static let verb = LFSVerb(
        "lock", "Set a file as \"locked\" on the Git LFS server.", synopsis: ["git lfs lock [options] <path>..."],
        options: LFSLockOptions.options)

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let repository = try session.workRepository()
        if arguments.words.isEmpty {
            if arguments.has("json") { LFSLockOptions.showJSON([], session) }
            return 0
        }
        let client = try LFSLockOptions.client(arguments, session)
        let store = try session.files().store
        var locks: [Lock] = []
        var status: Int32 = 0
        for word in arguments.words {
            do {
                let path = try LFSLockOptions.fromTop(word, repository)
                let file = Paths.join(repository.workTree ?? "", path)
                if Files.isDirectory(file) { throw LFSExit("cannot lock directory: \(word)") }
                let lock = try client.lock(path)
                try LockCache(store.root).add(lock)
                try LockableFiles(session.files()).setWritable(true, RepoPath(lock.path))
                locks.append(lock)
                if !arguments.has("json") { session.out.line("Locked \(path)") }
            } catch let exit as LFSExit {
                session.tell(exit.message)
                status = 2
            } catch {
                session.tell("Locking \(word) failed: \(LFSLockOptions.sentence(error))")
                status = 2
            }
        }
        if arguments.has("json") { LFSLockOptions.showJSON(locks, session) }
        return status
    }
}
