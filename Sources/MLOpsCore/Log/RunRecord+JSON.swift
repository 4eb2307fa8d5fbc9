extension RunRecord {
    /// The record for programs: field names in docs/formats/json.md, times in RFC 3339 UTC, numbers unrounded.
    package var json: JSONValue {
        // In the order of the names, which is how they are written.
        var members = JSONObject()
        members["artifacts"] = .array(artifacts.map(\.json))
        members["author"] = .string(author)
        members["code"] = code
        members["command"] = .array(command.map(JSONValue.string))
        members["conflicts"] = .array(conflicts.map(JSONValue.string))
        members["contexts"] = .array(contexts.sorted { $0.key < $1.key }.map(Self.json))
        members["deleted"] = .bool(isDeleted)
        members["directory"] = .string(directory)
        members["ended"] = ended.map { .string(Timestamp.rfc3339($0)) } ?? .null
        members["exit_code"] = exitCode.map(JSONValue.integer) ?? .null
        members["experiment"] = .string(experiment)
        members["host"] = .string(host)
        members["id"] = .string(id)
        members["inputs"] = .array(inputs.map(\.json))
        members["metrics"] = Self.json(metrics)
        members["model_inputs"] = .array(modelInputs.map(JSONValue.string))
        members["name"] = .string(name)
        members["note"] = .string(note)
        members["output_tail"] = .string(outputTail)
        members["outputs"] = .array(outputs.map { ["logged": .string($0.model), "step": .integer($0.step)] })
        members["params"] = Self.json(params)
        members["parent"] = .optional(parent)
        members["resources"] = [
            "cpu_us": cpuMicroseconds.map(JSONValue.integer) ?? .null,
            "peak_kib": peakKiB.map(JSONValue.integer) ?? .null,
            "wall_ms": wallMilliseconds.map(JSONValue.integer) ?? .null,
        ]
        members["series"] = .object(JSONObject(series.map { (key: $0.key, value: $0.value.json) }))
        members["signal"] = signal.map(JSONValue.integer) ?? .null
        members["source"] = .object(source)
        members["started"] = .string(Timestamp.rfc3339(started))
        members["status"] = .string(status.rawValue)
        members["tags"] = tags.json
        members["user"] = .string(user)
        return .object(members)
    }

    private var code: JSONValue {
        [
            "base": base.map(JSONValue.string) ?? .null,
            "branch": branch.map(JSONValue.string) ?? .null,
            "commits": .array(
                attachments.map {
                    ["commit": .string($0.commit), "differing_paths": .integer($0.differingPaths)]
                }),
            "dirty": .array(dirty.map(JSONValue.string)),
            "end_tree": endTree.map(JSONValue.string) ?? .null,
            "environment_files": .object(environmentFiles),
            "start_tree": startTree.map(JSONValue.string) ?? .null,
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
