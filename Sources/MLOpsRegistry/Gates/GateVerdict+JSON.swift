package import MLOpsCore
internal import MLOpsEvaluation

extension GateVerdict {
    /// As it is stored; docs/formats/log.md.
    package var json: JSONObject {
        var members: JSONObject = [
            "status": .string(status.rawValue), "alpha": .double(alpha), "min_rows": .integer(Int64(minimumRows)),
            "evidence": .array(evidence.map { .object($0.json) }), "checks": .array(checks.map { .object($0.json) }),
        ]
        members["override"] = override.map(JSONValue.string)
        return members
    }

    package init?(_ json: JSONObject) {
        guard let checks = json["checks"]?.arrayValue, let evidence = json["evidence"]?.arrayValue else { return nil }
        self.init(
            checks: checks.compactMap(Check.init), evidence: evidence.compactMap(Evidence.init),
            alpha: json["alpha"]?.doubleValue ?? 0, minimumRows: Int(json["min_rows"]?.integerValue ?? 0),
            override: json["override"]?.stringValue)
    }
}

extension GateVerdict.Evidence {
    var json: JSONObject {
        var members: JSONObject = ["role": .string(role), "name": .string(name)]
        members["sha256"] = digest.map(JSONValue.string)
        members["size"] = size.map(JSONValue.integer)
        members["blob"] = blob.map(JSONValue.string)
        members["rows"] = rows.map { .integer(Int64($0)) }
        members["run"] = run.map(JSONValue.string)
        return members
    }

    init?(_ json: JSONValue) {
        guard let role = json["role"]?.stringValue, let name = json["name"]?.stringValue else { return nil }
        self.init(role: role, name: name)
        digest = json["sha256"]?.stringValue
        size = json["size"]?.integerValue
        blob = json["blob"]?.stringValue
        rows = json["rows"]?.integerValue.map { Int($0) }
        run = json["run"]?.stringValue
    }
}

extension GateVerdict.Check {
    var json: JSONObject {
        var members: JSONObject = [
            "gate": .string(gate), "source": .string(source), "status": .string(status.rawValue),
            "parts": .array(parts.map { .object($0.json) }),
        ]
        members["against"] = against.map(JSONValue.string)
        members["version"] = version.map(JSONValue.string)
        return members
    }

    init?(_ json: JSONValue) {
        guard let gate = json["gate"]?.stringValue, let source = json["source"]?.stringValue,
            let parts = json["parts"]?.arrayValue
        else { return nil }
        self.init(gate: gate, source: source, parts: parts.compactMap(GatePart.init))
        against = json["against"]?.stringValue
        version = json["version"]?.stringValue
    }
}

extension GatePart {
    var json: JSONObject {
        var members: JSONObject = ["status": .string(status.rawValue)]
        members["column"] = column.map(JSONValue.string)
        members["value"] = value.map(JSONValue.string)
        members["rows"] = rows.map { .integer(Int64($0)) }
        members["test"] = test.map(JSONValue.string)
        members["reason"] = reason.isEmpty ? nil : .string(reason)
        for (name, number) in Self.numbers {
            // A statistic without any spread is infinite, which says no more than p does.
            members[name] = self[keyPath: number].flatMap { $0.isFinite ? .double($0) : nil }
        }
        return members
    }

    init?(_ json: JSONValue) {
        guard let status = json["status"]?.stringValue.flatMap(GateStatus.init) else { return nil }
        self.init(status, reason: json["reason"]?.stringValue ?? "")
        column = json["column"]?.stringValue
        value = json["value"]?.stringValue
        rows = json["rows"]?.integerValue.map { Int($0) }
        test = json["test"]?.stringValue
        for (name, number) in Self.numbers { self[keyPath: number] = json[name]?.doubleValue }
    }

    private static var numbers: [(String, WritableKeyPath<Self, Double?>)] {
        [
            ("candidate", \.candidate), ("other", \.other), ("difference", \.difference), ("low", \.low),
            ("high", \.high), ("statistic", \.statistic), ("p", \.p), ("adjusted", \.adjusted),
        ]
    }
}
