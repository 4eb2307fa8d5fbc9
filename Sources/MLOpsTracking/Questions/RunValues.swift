package import MLOpsCore

/// What a run has under the keys that people search, sort and tabulate by. Read from the index, not from the log.
package struct RunValues: Sendable {
    private let json: JSONValue
    /// The name of the run's experiment.
    package let experiment: String

    /// `json` is the record as the index keeps it; nil when it is none. `experiments`: names by id.
    package init?(json: String, experiments: [String: String]) {
        guard let value = try? JSONValue.parse(Array(json.utf8)) else { return nil }
        self.json = value
        let id = value["experiment"]?.stringValue ?? ExperimentRecord.defaultID
        experiment = experiments[id] ?? id
    }

    /// For a search. A metric or parameter that several files have counts with each value. MLflow writes the names of
    /// statuses in capitals, and so does who comes from there.
    package func searched(_ key: SearchKey, statusInCapitals: Bool) -> [SearchValue] {
        switch key {
        case .metric(let name): metrics(name).compactMap(Self.number).map(SearchValue.number)
        case .param(let name): params(name).map { .text(Self.text($0)) }
        case .tag(let name): (json["tags"]?[name]).map { [.text(Self.text($0))] } ?? []
        case .dataset(let name): datasets(name)
        case .attribute("status"):
            [.text(statusInCapitals ? Self.text(attribute("status")).uppercased() : Self.text(attribute("status")))]
        case .attribute(let name):
            switch attribute(name) {
            case .null: []
            case .integer(let number): [.number(Double(number))]
            case let value: [.text(Self.text(value))]
            }
        }
    }

    /// For a table: nil when there is nothing.
    package func value(_ key: SearchKey) -> JSONValue? {
        switch key {
        case .metric(let name): metrics(name).first
        case .param(let name): params(name).first
        case .tag(let name): json["tags"]?[name]
        case .dataset(let name):
            datasets(name).first.flatMap { if case .text(let text) = $0 { .string(text) } else { nil } }
        case .attribute(let name): Self.present(attribute(name))
        }
    }

    /// A member of the record; see docs/formats/json.md.
    package func member(_ name: String) -> JSONValue? {
        name == "experiment" ? .string(experiment) : json[name].flatMap(Self.present)
    }

    /// Nil for what stands for nothing. (A literal `nil` would be JSON's null.)
    private static func present(_ value: JSONValue) -> JSONValue? {
        let isNothing = value.isNull || value == "" || value == []
        return isNothing ? Optional.none : value
    }

    package var metricNames: Set<String> {
        Set(json["series"]?.objectValue?.keys ?? []).union(keys("metrics"))
    }

    package var paramNames: Set<String> { keys("params") }
    package var tagNames: Set<String> { Set(json["tags"]?.objectValue?.keys ?? []) }

    private func keys(_ member: String) -> Set<String> {
        (json[member]?.objectValue ?? [:]).reduce(into: []) { $0.formUnion($1.value.objectValue?.keys ?? []) }
    }

    /// What was logged comes before what stands in files.
    private func metrics(_ name: String) -> [JSONValue] {
        ((json["series"]?[name]?["last"]).map { [$0] } ?? []) + values("metrics", name)
    }

    private func params(_ name: String) -> [JSONValue] { values("params", name) }

    private func values(_ member: String, _ name: String) -> [JSONValue] {
        (json[member]?.objectValue ?? [:]).sorted { $0.key < $1.key }.compactMap { $0.value[name] }
    }

    private func datasets(_ name: String) -> [SearchValue] {
        (json["inputs"]?.arrayValue ?? []).compactMap { input in
            let value = name == "context" ? input["tags"]?["mlflow.data.context"] : input[name]
            return value?.stringValue.map(SearchValue.text)
        }
    }

    private func attribute(_ name: String) -> JSONValue {
        switch name {
        case "run_id": json["id"] ?? .null
        case "run_name": json["name"] ?? .null
        case "user_id": json["user"] ?? .null
        case "start_time": time("started")
        case "end_time": time("ended")
        case "status": json["status"] ?? .null
        default: .null
        }
    }

    private func time(_ member: String) -> JSONValue {
        json[member]?.stringValue.flatMap(Timestamp.milliseconds(rfc3339:)).map(JSONValue.integer) ?? .null
    }

    package static func number(_ value: JSONValue) -> Double? { MetricPoint.number(value) }

    /// A value as one text: strings as they are, others as JSON.
    package static func text(_ value: JSONValue) -> String {
        value.stringValue ?? value.serialized(.compact).asText
    }
}
