internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// What is due now and then because nobody else does it: libgit2 never packs, and the journal only grows.
struct LogUpkeep {
    private static let flushesBeforeMaintenance: Int64 = 2000
    private static let flushesBeforeRetirement: Int64 = 200

    private let log: OpLog
    private let path: String

    init(_ log: OpLog) {
        self.log = log
        path = Paths.join(log.layout.directory, "flushes")
    }

    /// Counts an append, one byte each in a file. Every 200th gives up old journal files, every 2,000th lets git pack,
    /// which git does in the background and only when there is enough to do. Nothing of it fails the append.
    func countFlush() {
        guard let file = try? Descriptor(opening: path, flags: FileFlags.append), (try? file.write([0x2e])) != nil,
            let count = try? file.info().size
        else { return }
        if count % Self.flushesBeforeRetirement == 0 { try? JournalRetirement(log).run() }
        if count >= Self.flushesBeforeMaintenance {
            try? file.truncate(to: 0)
            _ = try? log.repository.git(["maintenance", "run", "--auto", "--quiet"])
        }
    }
}
