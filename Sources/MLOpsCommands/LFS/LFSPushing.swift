internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

/// Sends objects, and says so as Git LFS does.
struct LFSPushing {
    /// Files that come with one ref of the server: it may grant rights by it, and is asked about each ref alone.
    struct Group {
        /// Nil for the one that goes with the current branch.
        let reference: String?
        let files: [LargeFile]
    }

    private let session: LFSSession
    private let remote: String

    init(_ session: LFSSession, remote: String) {
        self.session = session
        self.remote = remote
    }

    /// Says what ``push(_:)`` would send.
    func show(_ groups: [Group]) {
        for file in groups.flatMap(\.files) { session.out.line("push \(file.object.id.hex) => \(file.path)") }
    }

    /// Sends what the remote lacks. What is neither there nor here is an error, unless it is allowed; when the worktree
    /// does not have it either, nothing is sent.
    func push(_ groups: [Group]) throws -> Int32 {
        let groups = groups.filter { !$0.files.isEmpty }
        if groups.isEmpty { return 0 }
        let store = try session.files().store
        let isAllowed = try session.config().bool("lfs.allowincompletepush") == true
        var uploads: [(target: any ObjectRemote, objects: [LargeObject])] = []
        var lost: [LargeFile] = []
        let all = groups.flatMap(\.files)
        for group in groups {
            let (target, missing) = try LFSTally("Uploading", session).whole(all.count) {
                try self.missing(group.files.map(\.object), reference: group.reference)
            }
            let needed = group.files.filter { missing.contains($0.object) }
            lost += needed.filter { !store.contains($0.object) }
            uploads.append((target, needed.map(\.object).filter(store.contains)))
        }
        if !isAllowed { try refuseUnfindable(lost) }
        let size = all.reduce(0) { $0 + $1.object.size } - lost.reduce(0) { $0 + $1.object.size }
        let sent = Set(uploads.flatMap(\.objects))
        let code = try send(
            uploads, total: all.count - lost.count, size: size, files: all.filter { sent.contains($0.object) })
        if lost.isEmpty { return code }
        tell(lost, isAllowed ? "missing objects" : "failed")
        if isAllowed { return code }
        session.out.line("hint: Your push was rejected due to missing or corrupt local objects.")
        session.out.line("hint: You can disable this check with: `git config lfs.allowincompletepush true`")
        return 2
    }

    func push(objects: [LargeObject]) throws -> Int32 {
        let (target, missing) = try missing(objects, reference: nil)
        let size = objects.reduce(0) { $0 + $1.size }
        return try send([(target, objects.filter(missing.contains))], total: objects.count, size: size)
    }

    private func missing(
        _ objects: [LargeObject], reference: String?
    ) throws -> (target: any ObjectRemote, missing: Set<LargeObject>) {
        let target = try RemoteResolver(session.repository()).remote(for: remote, reference: reference)
        return (target, Set(try target.missing(among: objects)))
    }

    /// Throws when an object is not even in the worktree, and so only another clone can have it.
    private func refuseUnfindable(_ lost: [LargeFile]) throws {
        let (store, top) = (try session.files().store, try session.repository().workTree ?? "")
        let file = lost.first {
            !store.holdsFile(for: $0.object.id) && !Files.exists(Paths.join(top, $0.path.description))
        }
        guard let file else { return }
        throw LFSExit("Unable to find source for object \(file.object.id.hex) (try running `git lfs fetch --all`)")
    }

    private func tell(_ lost: [LargeFile], _ what: String) {
        session.out.line("Git LFS upload \(what):")
        for file in lost {
            let isCorrupt = (try? session.files().store.holdsFile(for: file.object.id)) == true
            session.out.line("  (\(isCorrupt ? "corrupt" : "missing")) \(file.path) (\(file.object.id.hex))")
        }
    }

    /// `total` and `size` count what the remote had already.
    private func send(
        _ uploads: [(target: any ObjectRemote, objects: [LargeObject])], total: Int, size: Int64,
        files named: [LargeFile] = []
    ) throws -> Int32 {
        let files = try session.files()
        let progress = try LFSProgressFile("upload", named, session)
        let tally = LFSTally("Uploading", session)
        try tally.begin(total)
        let failures = try uploads.flatMap { target, objects in
            try files.send(objects, to: target, told: progress.tell).failures
        }
        let unsent = failures.reduce(0) { $0 + $1.object.size }
        tally.end(done: total - failures.count, of: total, bytes: size - unsent)
        return LFSRemotes.tell(failures, verb: "push", session: session, remote: remote)
    }
}
