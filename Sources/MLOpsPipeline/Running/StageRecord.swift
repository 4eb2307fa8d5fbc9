package import MLOpsCore
internal import MLOpsStore

/// Proof that a stage ran: these commands on these inputs made these outputs. Its key is computed from what went
/// in, so a record can only be found by someone who has the same command, inputs and parameters; its digest covers
/// the whole, so a record that was edited or merged is none.
package struct StageRecord: Sendable, Equatable {
    package var stage: String
    /// The pipeline file.
    package var pipeline: String
    package var inputs: StageInputs
    package var outs: [RecordedOutput]
    /// Milliseconds since 1970 UTC.
    package var started: Int64
    package var ended: Int64
    package var userMicroseconds: Int64
    package var systemMicroseconds: Int64
    package var peakKiB: Int64
    /// What is worth knowing about this one run of the stage: where and how it ran, the end of what it printed.
    package var details = JSONObject()

    package var key: String { inputs.key }

    /// SHA-256 of what was made, 64 hexadecimal digits: what tells results of the same key apart.
    package var value: String {
        let made = outs.sorted { $0.path < $1.path }.map { out in
            JSONValue.array([
                .string(out.path), .string(out.fingerprint.hash), .integer(out.fingerprint.size),
                .bool(out.fingerprint.isExecutable),
            ])
        }
        return ContentHasher.object(of: JSONValue.array(made).serialized(.compact)).id.hex
    }

    package static func == (left: StageRecord, right: StageRecord) -> Bool {
        left.json == right.json
    }

    /// The record as JSON, digest included.
    package var json: JSONValue {
        var members = body
        members["digest"] = .string(Self.digest(members))
        return .object(members)
    }

    private var body: JSONObject {
        [
            "schema": 1, "key": .string(key), "stage": .string(stage), "pipeline": .string(pipeline),
            "inputs": .object(inputs.json),
            "outs": .array(outs.map { .object($0.json) }),
            "started": .integer(started), "ended": .integer(ended),
            "user_us": .integer(userMicroseconds), "system_us": .integer(systemMicroseconds),
            "peak_kib": .integer(peakKiB), "details": .object(details),
        ]
    }

    private static func digest(_ members: JSONObject) -> String {
        let text = JSONValue.object(members).serialized(.compact(sortedKeys: true))
        return ContentHasher.object(of: text).id.hex
    }

    /// The record that `json` holds; nil when a field is missing, or key or digest do not match the rest.
    package init?(json: JSONValue) {
        guard case .object(var members) = json, members["schema"] == 1, let digest = members["digest"]?.stringValue,
            let stage = members["stage"]?.stringValue, let pipeline = members["pipeline"]?.stringValue,
            let inputs = members["inputs"].flatMap(StageInputs.init), let list = members["outs"]?.arrayValue
        else { return nil }
        let outs = list.compactMap(RecordedOutput.init)
        // A record may come from anybody: it speaks of the outputs of its stage and of no other paths.
        guard outs.count == list.count, outs.map(\.path).sorted() == inputs.outs.sorted() else { return nil }
        self.init(stage: stage, pipeline: pipeline, inputs: inputs, outs: outs)
        started = members["started"]?.integerValue ?? 0
        ended = members["ended"]?.integerValue ?? 0
        userMicroseconds = members["user_us"]?.integerValue ?? 0
        systemMicroseconds = members["system_us"]?.integerValue ?? 0
        peakKiB = members["peak_kib"]?.integerValue ?? 0
        details = members["details"]?.objectValue ?? JSONObject()
        members["digest"] = nil
        guard Self.digest(members) == digest, members["key"]?.stringValue == key else { return nil }
    }

    init(stage: String, pipeline: String, inputs: StageInputs, outs: [RecordedOutput]) {
        self.stage = stage
        self.pipeline = pipeline
        self.inputs = inputs
        self.outs = outs
        started = 0
        ended = 0
        userMicroseconds = 0
        systemMicroseconds = 0
        peakKiB = 0
    }
}
