internal import MLOpsCore
internal import MLOpsPipeline
internal import MLOpsReport
internal import MLOpsStore

/// The stages of a pipeline, and when and how long they ran. Only a record that made what the commit holds is shown: a
/// later run of the stage says nothing about it.
struct StageTimes {
    let store: FileStageStateStore
    let files: RevisionFiles

    func lines(of pipeline: Pipeline) throws -> [StageLine] {
        var records: [String: [StageRecord]] = [:]
        try store.forEach { record in
            if record.pipeline == pipeline.file.description { records[record.stage, default: []].append(record) }
        }
        return try StageGraph(pipeline).order.map { pipeline.stages[$0] }.map { stage in
            let outputs = stage.outs.map(\.path)
            let newest = (records[stage.name] ?? []).sorted { $0.started > $1.started }
            guard let record = try newest.first(where: isMaker) else {
                return StageLine(name: stage.name, outputs: outputs)
            }
            return StageLine(
                name: stage.name, outputs: outputs, started: record.started, wall: record.ended - record.started,
                cpuMicroseconds: record.userMicroseconds + record.systemMicroseconds, peakKiB: record.peakKiB)
        }
    }

    /// Whether every file the record made, and at least one, is in the commit. Folders, and files that git does not
    /// have, tell nothing.
    private func isMaker(_ record: StageRecord) throws -> Bool {
        var found = false
        for out in record.outs {
            guard let bytes = try files.read(RepoPath(out.path)) else { continue }
            let id = Pointer.parse(bytes)?.pointer.id ?? ContentHasher.object(of: bytes).id
            if id.hex != out.fingerprint.hash { return false }
            found = true
        }
        return found
    }
}
