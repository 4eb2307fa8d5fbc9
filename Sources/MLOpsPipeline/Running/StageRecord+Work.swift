package import MLOpsCore

extension StageRecord {
    /// The record of work that is not a stage of a pipeline, such as `git mlops split`: its pipeline is "". Times in
    /// milliseconds since 1970 UTC.
    package init(
        work: String, command: String, params: JSONObject, deps: [String: LargeObject], outs: [String: LargeObject],
        started: Int64, ended: Int64, details: JSONObject
    ) {
        let paths = outs.keys.sorted()
        self.init(
            stage: work, pipeline: "",
            inputs: StageInputs(
                commands: [command], workingDirectory: "",
                deps: deps.mapValues { FileFingerprint(hash: $0.id.hex, size: $0.size) }, params: ["": params],
                outs: paths),
            outs: paths.map { path in
                RecordedOutput(path: path, FileFingerprint(hash: outs[path]!.id.hex, size: outs[path]!.size))
            })
        self.started = started
        self.ended = ended
        self.details = details
    }
}
