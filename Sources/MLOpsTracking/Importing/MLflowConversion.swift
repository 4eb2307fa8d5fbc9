internal import MLOpsCore

/// What both of MLflow's stores say in the same words.
enum MLflowConversion {
    /// MLflow's own tags that say what a run record has a place for. They stay tags as well.
    static func apply(tags: [(key: String, value: String)], to run: inout ImportedRun) {
        run.tags = tags
        func tag(_ key: String) -> String? {
            tags.first { $0.key == key }.map(\.value).flatMap { $0.isEmpty ? nil : $0 }
        }
        run.name = tag("mlflow.runName") ?? run.name
        run.note = tag("mlflow.note.content") ?? ""
        run.parent = tag("mlflow.parentRunId").flatMap { isRunID($0) ? $0 : nil }
        run.user = tag("mlflow.user") ?? run.user
        run.base = tag("mlflow.source.git.commit").flatMap { ObjectID(hex: $0)?.hex }
        run.branch = tag("mlflow.source.git.branch")
        for (member, key) in [("name", "mlflow.source.name"), ("type", "mlflow.source.type")] {
            run.source[member] = tag(key).map(JSONValue.string)
        }
    }

    static func isRunID(_ text: String) -> Bool { text.utf8.count == 32 && Hex.decode(text) != nil }

    static func status(_ value: JSONValue?) -> RunRecord.Status {
        switch value {
        case .integer(1)?, .string("RUNNING")?: .running
        case .integer(2)?, .string("SCHEDULED")?: .scheduled
        case .integer(4)?, .string("FAILED")?: .failed
        case .integer(5)?, .string("KILLED")?: .killed
        default: .finished
        }
    }

    /// Nil unless it names a run.
    static func run(_ value: JSONValue?) -> String? { value?.stringValue.flatMap { isRunID($0) ? $0 : nil } }

    static func isLoggedModelID(_ text: String) -> Bool { text.hasPrefix("m-") && isRunID(String(text.dropFirst(2))) }

    /// The logged model that a version's source names; nil for another source.
    static func loggedModel(of source: String) -> String? {
        let id = source.hasPrefix("models:/") ? String(source.dropFirst("models:/".count)) : ""
        return isLoggedModelID(id) ? id : nil
    }

    /// Of a logged model: as a word, or as the number that both stores keep.
    static func readiness(_ value: JSONValue?) -> LoggedModelRecord.Status {
        switch value {
        case .integer(2)?, .string("READY")?: .ready
        case .integer(3)?, .string("FAILED")?: .failed
        default: .pending
        }
    }

    /// What is said of traces, which no run of ours has a place for.
    static func traces(_ count: Int) -> String {
        "\(count) \(count == 1 ? "trace was" : "traces were") left out, with spans and assessments: runs have no place for them"
    }

    /// `Default` is ours.
    static func experiment(_ id: String, _ name: String) -> String { id == "0" || name == "Default" ? "" : name }

    /// The largest double stands for infinity in SQL, which has none.
    static func number(_ value: JSONValue?, isNaN: Bool) -> Double? {
        if isNaN { return .nan }
        guard let number = value.flatMap(MetricPoint.number) else { return nil }
        return number.magnitude == .greatestFiniteMagnitude ? (number < 0 ? -.infinity : .infinity) : number
    }

    /// The part of a version's source below the artifacts of its run: "" for all of them, nil for another place.
    static func folder(of source: String, run: String?) -> String? {
        guard let run else { return nil }
        for mark in ["\(run)/artifacts/", "runs:/\(run)/"] {
            if let found = source.firstRange(of: mark) { return String(source[found.upperBound...]) }
        }
        return source.hasSuffix("\(run)/artifacts") || source == "runs:/\(run)" ? "" : nil
    }
}
