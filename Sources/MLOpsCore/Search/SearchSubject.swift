/// What is searched, and so which keys and operators there are: MLflow's, and of versions `stage` and `alias`, which are
/// in no search of MLflow's.
package enum SearchSubject: Sendable {
    case runs, experiments, models, modelVersions

    /// Which operators a key takes.
    enum Kind {
        case number
        case text(lists: Bool)
        case nullableText
    }

    /// The key that an entity (`metrics`, nil: a bare name) and a name stand for. `forOrder`: attributes that results can
    /// be ordered by, which are others than those of filters.
    func key(entity: String?, name: String, forOrder: Bool) throws(SearchError) -> SearchKey {
        let isRuns = self == .runs
        switch entity {
        case nil, "attribute": return try attribute(name, forOrder)
        case "attributes", "attr", "run": if isRuns { return try attribute(name, forOrder) }
        case "tag", "tags": return .tag(name)
        case "metric", "metrics": if isRuns { return .metric(name) }
        case "param", "params", "parameter", "parameters": if isRuns { return .param(name) }
        case "dataset", "datasets":
            if isRuns, ["name", "digest", "context"].contains(name) { return .dataset(name) }
            if isRuns { throw SearchError("no key '\(name)' of datasets: there are name, digest and context") }
        default: break
        }
        let known = isRuns ? "metrics, params, tags, attributes and datasets" : "tags and attribute"
        throw SearchError("no '\(entity ?? "").\(name)' to search for: there are \(known)")
    }

    private func attribute(_ name: String, _ forOrder: Bool) throws(SearchError) -> SearchKey {
        let alias = self == .runs ? Self.runAliases[name] : nil
        let name = alias ?? name
        let known = forOrder ? orderable : Set(kinds.keys)
        if known.contains(name) { return .attribute(name) }
        let what = forOrder ? "order by" : "search for"
        throw SearchError("no attribute '\(name)' to \(what): there are \(known.sorted().joined(separator: ", "))")
    }

    private static let runAliases = [
        "created": "start_time", "Created": "start_time", "run name": "run_name", "Run name": "run_name",
        "Run Name": "run_name",
    ]

    func kind(of key: SearchKey) -> Kind {
        switch key {
        case .attribute(let name): kinds[name] ?? .text(lists: false)
        case .metric: .number
        case .param: .nullableText
        case .tag: self == .runs || self == .experiments ? .nullableText : .text(lists: false)
        case .dataset: .text(lists: true)
        }
    }

    private var kinds: [String: Kind] {
        let (text, listed) = (Kind.text(lists: false), Kind.text(lists: true))
        return switch self {
        case .runs:
            [
                "run_id": listed, "run_name": text, "user_id": text, "status": text, "artifact_uri": text,
                "start_time": .number, "end_time": .number,
            ]
        case .experiments:
            ["name": text, "experiment_id": listed, "creation_time": .number, "last_update_time": .number]
        case .models: ["name": listed]
        case .modelVersions:
            [
                "name": listed, "run_id": listed, "source_path": text, "version_number": .number, "stage": listed,
                "alias": listed,
            ]
        }
    }

    /// Attributes that results can be ordered by.
    private var orderable: Set<String> {
        switch self {
        case .runs, .experiments: Set(kinds.keys)
        case .models: ["name", "creation_timestamp", "last_updated_timestamp"]
        case .modelVersions: ["name", "version_number", "creation_timestamp", "last_updated_timestamp"]
        }
    }
}
