internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsTransfer

/// Fills pointers in the worktree, and files that are gone from it.
struct LFSCheckingOut {
    private let session: LFSSession

    init(_ session: LFSSession) {
        self.session = session
    }

    func checkOut(_ filter: PathFilter) throws {
        let files = try session.files()
        let wanted = try files.indexFiles().filter { filter.accepts($0.path) }
        let stored = wanted.filter { files.store.contains($0.object) }
        if stored.isEmpty { return }
        let tally = LFSTally("Checking out", session)
        let progress = try LFSProgressFile("checkout", stored, session)
        if filter.isEmpty {
            _ = try files.checkout(["."])
        } else {
            for start in stride(from: 0, to: stored.count, by: 500) {
                let part = stored[start..<min(start + 500, stored.count)]
                _ = try files.checkout(part.map { ":(top,literal)\($0.path)" })
            }
        }
        for file in stored { progress.tell(file.object) }
        let bytes = stored.reduce(0) { $0 + $1.object.size }
        tally.end(done: stored.count, of: stored.count, bytes: bytes)
    }
}
