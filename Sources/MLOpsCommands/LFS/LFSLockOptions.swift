internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsSystem
internal import MLOpsTerminal

/// What `lock`, `unlock` and `locks` have in common.
enum LFSLockOptions {
    static let options: [LFSOption] = [
        .value("remote", "r", "name", "The remote whose server is asked."),
        .flag("json", "j", "Write JSON."),
    ]

    /// Throws when there is no server that could keep locks.
    static func client(_ arguments: LFSArguments, _ session: LFSSession) throws -> LockClient {
        let client = try LockClient(session.repository(), remote: arguments.value("remote"))
        guard client.isPossible else {
            throw LFSExit("locks are kept by a Git LFS server, and the remote has none")
        }
        return client
    }

    /// A path of the command line, relative to the top of the worktree.
    static func fromTop(_ path: String, _ repository: Repository) throws -> String {
        guard let top = repository.workTree else { throw LFSExit.noWorkTree }
        let absolute = Paths.absolute(path, in: Paths.join(top, repository.prefix))
        guard let relative = Paths.relative(absolute, to: top), !relative.isEmpty else {
            throw LFSExit("unable to canonicalize path \"\(path)\": it is not in the working copy")
        }
        return relative
    }

    /// Why a lock was not given or taken back: the server's own words where it said some.
    static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as LFSExit: error.message
        case let error as LFSServerError: error.message
        default: Diagnostic(describing: error).message
        }
    }

    static func showJSON(_ locks: [Lock], _ session: LFSSession) {
        session.out.write(JSONValue.array(locks.map(\.json)).serialized())
        session.out.line()
    }
}
