internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsSystem

/// Gives up journal files that are of no use any more: all their ops are reachable from a head, can be read from a fresh
/// handle, are in a pack or on a remote, and nothing was added for a day.
struct JournalRetirement {
    private static let day: Int64 = 24 * 3600

    private let log: OpLog

    init(_ log: OpLog) {
        self.log = log
    }

    func run() throws {
        let now = log.repository.context.now() / 1000
        let old = log.journal.files().filter { path in
            Files.info(path).map { now - $0.modifiedSeconds >= Self.day } ?? false
        }
        if old.isEmpty { return }
        let repository = try Repository.open(log.repository.context)
        let survey = try LogSurvey(repository)
        let here = survey.ancestors(of: try log.heads())
        let remote = survey.ancestors(of: try repository.references(LogReferences.trackingRoot).map(\.id))
        for path in old {
            guard let text = try? Files.read(path) else { continue }
            let reader = JournalReader(text)
            let isSafe = reader.batches.allSatisfy { batch in
                guard let commit = home(of: batch, here), let seen = survey.commit(commit) else { return false }
                return survey.isClosed(seen.tree) && (remote.contains(commit) || isPacked(commit, repository))
            }
            // Locked, so that nobody adds to it meanwhile.
            if isSafe, let entry = try JournalEntry(path, isNew: false) { try Files.remove(entry.path) }
        }
    }

    /// The commit that a head leads to and that holds the batch: after a compaction it is another than the first was.
    private func home(of batch: JournalBatch, _ here: Set<ObjectID>) -> ObjectID? {
        guard let commit = batch.commit else { return nil }
        if here.contains(commit) { return commit }
        let homes = batch.ops.map { op in (try? log.index.commits(holding: op))?.first { here.contains($0) } }
        return homes.contains { $0 == nil } ? nil : homes.first ?? nil
    }

    private func isPacked(_ commit: ObjectID, _ repository: Repository) -> Bool {
        !Files.exists("\(repository.commonDirectory)/objects/\(commit.hex.prefix(2))/\(commit.hex.dropFirst(2))")
    }
}
