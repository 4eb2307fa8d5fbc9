internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsReport
internal import MLOpsTracking

/// Runs of the repository's log as sides of a comparison.
struct RecordedRuns: ComparisonSource {
    private let store: RunStore

    /// Nil when nothing was ever recorded here: then nothing is opened.
    init?(_ repository: Repository) throws {
        guard TrackingHooks.hasLog(repository) else { return nil }
        store = try RunStore(repository)
    }

    func run(named name: String, kind: Comparison.Kind) throws -> ComparisonSide? {
        try store.findIfPresent(name).map { side($0, label: name, commit: nil, kind: kind) }
    }

    func run(ofCommit commit: ObjectID, label: String, kind: Comparison.Kind) throws -> ComparisonSide? {
        let found = try store.representative(of: commit) { kind == .metrics ? $0.hasMetrics : $0.hasParams }
        return found.map { side($0.record, label: label, commit: commit, kind: kind) }
    }

    private func side(_ record: RunRecord, label: String, commit: ObjectID?, kind: Comparison.Kind) -> ComparisonSide {
        let values = kind == .metrics ? record.comparableMetrics : record.params
        return ComparisonSide(
            label: label, source: .run(record.id), commit: commit?.hex ?? record.base,
            files: values.sorted { $0.key < $1.key }.map { file in
                .init(path: file.key, values: file.value.map { ($0.key, $0.value) })
            })
    }
}
