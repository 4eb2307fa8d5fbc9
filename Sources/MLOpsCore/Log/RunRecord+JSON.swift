extension RunRecord {
    /// The record for programs: field names in docs/formats/json.md, times in RFC 3339 UTC, numbers unrounded.
    package var json: JSONValue {
        var members = JSONObject()
        members["id"] = .string(id)
        members["name"] = .string(name)
        members["experiment"] = .string(experiment)
        members["parent"] = .optional(parent)
        members["status"] = .string(status.rawValue)
        members["started"] = .string(Timestamp.rfc3339(started))
        members["ended"] = ended.map { .string(Timestamp.rfc3339($0)) } ?? .null
        members["exit_code"] = exitCode.map(JSONValue.integer) ?? .null
        members["signal"] = signal.map(JSONValue.integer) ?? .null
        members["command"] = .array(command.map(JSONValue.string))
        members["directory"] = .string(directory)
        members["author"] = .string(author)
        members["user"] = .string(user)
        members["source"] = .object(source)
        members["host"] = .string(host)
        members["deleted"] = .bool(isDeleted)
        members["note"] = .string(note)
        members["params"] = Self.json(params)
        members["metrics"] = Self.json(metrics)
        members["series"] = .object(JSONObject(series.map { (key: $0.key, value: $0.value.json) }))
        members["contexts"] = .array(contexts.sorted { $0.key < $1.key }.map(Self.json))
        members["tags"] = tags.json
        members["artifacts"] = .array(artifacts.map(\.json))
        members["inputs"] = .array(inputs.map(\.json))
        members["model_inputs"] = .array(modelInputs.map(JSONValue.string))
        members["outputs"] = .array(outputs.map { ["logged": .string($0.model), "step": .integer($0.step)] })
        members["conflicts"] = .array(conflicts.map(JSONValue.string))
        members["code"] = code
        members["resources"] = [
            "cpu_us": cpuMicroseconds.map(JSONValue.integer) ?? .null,
            "peak_kib": peakKiB.map(JSONValue.integer) ?? .null,
            "wall_ms": wallMilliseconds.map(JSONValue.integer) ?? .null,
        ]
        members["output_tail"] = .string(outputTail)
        return .object(members)
    }

    private var code: JSONValue {
        [
            "base": base.map(JSONValue.string) ?? .null,
            "branch": branch.map(JSONValue.string) ?? .null,
            "start_tree": startTree.map(JSONValue.string) ?? .null,
            "end_tree": endTree.map(JSONValue.string) ?? .null,
            "dirty": .array(dirty.map(JSONValue.string)),
            "environment_files": .object(environmentFiles),
            "commits": .array(
                attachments.map {
                    ["commit": .string($0.commit), "differing_paths": .integer($0.differingPaths)]
                }),
        ]
    }

    private static func json(_ context: MetricContext, _ series: ByteMap<MetricSummary>) -> JSONValue {
        var members = context.members
        members["series"] = .object(JSONObject(series.map { (key: $0.key, value: $0.value.json) }))
        return .object(members)
    }

    private static func json(_ files: FileValues) -> JSONValue {
        .object(JSONObject(files.map { (key: $0.key, value: .object($0.value)) }))
    }
}
