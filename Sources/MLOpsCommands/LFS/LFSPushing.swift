internal import MLOpsCore
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsTerminal
internal import MLOpsTransfer

/// Sends objects, and says so as Git LFS does.
struct LFSPushing {
    private let session: LFSSession
    private let remote: String

    init(_ session: LFSSession, remote: String) {
        self.session = session
        self.remote = remote
    }

    /// Sends what the remote lacks. What is neither there nor here stops the push, unless it is allowed.
    func push(_ found: [LargeFile]) throws -> Int32 {
        if found.isEmpty { return 0 }
        let files = try session.files()
        let target = try RemoteResolver(files.repository).remote(for: remote)
        let missing = Set(try target.missing(among: found.map(\.object)))
        let lost = found.filter { missing.contains($0.object) && !files.store.contains($0.object) }
        if !lost.isEmpty, try session.config().bool("lfs.allowincompletepush") != true {
            list(lost, "Git LFS upload failed:")
            session.out.line("hint: Your push was rejected due to missing or corrupt local objects.")
            session.out.line("hint: You can disable this check with: `git config lfs.allowincompletepush true`")
            return 2
        }
        if !lost.isEmpty { list(lost, "Git LFS upload missing objects:") }
        let sent = found.filter { missing.contains($0.object) && files.store.contains($0.object) }
        return try send(sent.map(\.object), total: found.count - lost.count, to: target, files: sent)
    }

    private func list(_ lost: [LargeFile], _ title: String) {
        session.out.line(title)
        for file in lost { session.out.line("  (missing) \(file.path) (\(file.object.id.hex))") }
    }

    func push(objects: [LargeObject]) throws -> Int32 {
        let target = try RemoteResolver(session.files().repository).remote(for: remote)
        return try send(target.missing(among: objects), total: objects.count, to: target)
    }

    /// `total` counts what the remote had already.
    private func send(
        _ objects: [LargeObject], total: Int, to target: any ObjectRemote, files named: [LargeFile] = []
    ) throws -> Int32 {
        let files = try session.files()
        let progress = try LFSProgressFile("upload", named, session)
        let tally = LFSTally("Uploading", session)
        let report = try files.send(objects, to: target, told: progress.tell)
        tally.end(done: total - report.failures.count, of: total, bytes: report.bytes)
        return LFSRemotes.tell(report, verb: "push", session: session, remote: remote)
    }
}
