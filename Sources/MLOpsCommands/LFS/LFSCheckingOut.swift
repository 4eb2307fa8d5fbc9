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

    /// Whether git converts large files here. Contents in the worktree without that would be committed as they are.
    func isPossible() throws -> Bool {
        let config = try session.config().git
        return ["lfs", "mlops"].contains { name in
            ["clean", "process"].contains { !(config["filter.\(name).\($0)"] ?? "").isEmpty }
        }
    }

    /// `tellsMissing`: says what was done, and which files stay pointers since their content is not here.
    func checkOut(_ filter: PathFilter, tellsMissing: Bool = false) throws {
        let files = try session.files()
        let trace = LFSTrace(session.context)
        let wanted = try files.indexFiles().filter { file in
            let isAccepted = filter.accepts(file.path)
            let verb = isAccepted ? "accepting" : "rejecting"
            trace.line("filepathfilter: \(verb) \(LFSTrace.quoted(file.path.description))")
            return isAccepted
        }
        let stored = wanted.filter { files.store.contains($0.object) }
        if tellsMissing { try tellMissing(wanted, files) }
        try files.checkoutPointers(wanted.filter { !files.store.contains($0.object) && $0.object.size > 0 })
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
        if tellsMissing { tally.end(done: stored.count, of: stored.count, bytes: bytes) }
    }

    private func tellMissing(_ wanted: [LargeFile], _ files: LargeFiles) throws {
        guard let top = files.repository.workTree else { return }
        for file in wanted where file.object.size > 0 && !files.store.contains(file.object) {
            let target = WorktreeFile(top: top, path: file.path)
            guard try target.holds(Pointer(file.object), orIsMissing: true) else { continue }
            session.tell("Skipped checkout for \"\(file.path)\", content not local. Use fetch to download.")
        }
    }
}
