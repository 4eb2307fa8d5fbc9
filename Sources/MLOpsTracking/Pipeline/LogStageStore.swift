internal import MLOpsCore
package import MLOpsGit
internal import MLOpsLog
package import MLOpsPipeline
internal import MLOpsSystem
internal import Synchronization

/// The records of stages of a clone: what ran here, and what the log brought from others. The files under the common
/// git folder are what is looked into; the log is only read when it has something that is not in them.
package final class LogStageStore: StageStateStore {
    private let files: FileStageStateStore
    private let repository: Repository
    private let mark: String
    private let state = Mutex(false)

    package init(_ repository: Repository) {
        self.repository = repository
        let folder = Paths.join(repository.commonDirectory, "mlops/stages")
        files = FileStageStateStore(folder: folder)
        mark = Paths.join(folder, "imported")
    }

    package func record(for key: String) throws -> StageRecord? {
        if let record = try files.record(for: key) { return record }
        return try importOnce() ? files.record(for: key) : nil
    }

    package func otherRecords(for key: String) throws -> [StageRecord] {
        _ = try importOnce()
        return try files.otherRecords(for: key)
    }

    package func latest(stage: String, pipeline: String) throws -> StageRecord? {
        try files.latest(stage: stage, pipeline: pipeline)
    }

    package func save(_ record: StageRecord) throws {
        try files.save(record)
    }

    package func forEach(_ body: (StageRecord) throws -> Void) throws {
        _ = try importOnce()
        try files.forEach(body)
    }

    /// Takes in what the log has and the files do not; false when there was nothing.
    private func importOnce() throws -> Bool {
        let isFirst = state.withLock { isDone in
            defer { isDone = true }
            return !isDone
        }
        guard isFirst, TrackingHooks.hasLog(repository) else { return false }
        let refs = try ["refs/mlops/", "refs/mlops-remote/"].flatMap { try repository.references($0) }
        let present = refs.map { "\($0.id.hex) \($0.name)" }.sorted().joined(separator: "\n")
        let before = try Files.readIfPresent(mark).map(\.asText) ?? ""
        if present == before { return false }
        let store = try RunStore(repository, tellsHoles: false)
        let known = before.split(separator: "\n").compactMap { ObjectID(hex: $0.prefix { $0 != " " }) }
        let earlier = Set(known.filter(repository.hasObject))
        for op in try store.log.ops(in: store.log.heads(of: .runs), since: earlier) where op.kind == .runStage {
            guard let json = op.body["record"], let record = StageRecord(json: json) else { continue }
            guard let own = try files.record(for: record.key) else {
                try files.save(record, isNewest: false)
                continue
            }
            // What others made of the same inputs does not replace what was made here.
            if own.value != record.value { try files.saveOther(record) }
        }
        try Files.makeDirectories(Paths.parent(mark))
        try Files.write(Array(present.utf8), to: mark)
        return true
    }
}
