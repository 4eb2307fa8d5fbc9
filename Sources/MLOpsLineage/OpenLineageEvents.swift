package import MLOpsCore

/// The lineage as events of OpenLineage 2-0-2: of each stage that ran, and of each run that did something by itself, one
/// START and one that says how it ended.
package struct OpenLineageEvents {
    private static let schema = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"

    private let graph: LineageGraph
    private let namespace: String
    private let producer: JSONValue
    private let version: String
    private let uses: [String: [LineageEdge]]
    private let makes: [String: [LineageEdge]]

    /// `namespace` says which repository: its address, or its folder. `producer` is this program as a URI that
    /// ends in a colon and its version.
    package init(_ graph: LineageGraph, namespace: String, producer: String) {
        self.graph = graph
        self.namespace = namespace
        self.producer = .string(producer)
        version = producer.split(separator: ":").last.map(String.init) ?? producer
        uses = Dictionary(grouping: graph.edges.filter { $0.relation == .used }, by: \.from)
        makes = Dictionary(grouping: graph.edges.filter { $0.relation == .made }, by: \.to)
    }

    /// In the order in which things happened.
    package var events: [JSONValue] {
        graph.activities.filter { node in
            node.facts["started"]?.integerValue != nil && (node.kind == .stage || actsItself(node))
        }.flatMap { node in
            let started = node.facts["started"]?.integerValue ?? 0
            let start = event(node, "START", started)
            guard let ended = node.facts["ended"]?.integerValue, let type = Self.ending(node) else { return [start] }
            return [start, event(node, type, max(started, ended))]
        }
    }

    /// A run that only ran stages is their parent and has no data of its own.
    private func actsItself(_ node: LineageNode) -> Bool {
        uses[node.id] != nil || makes[node.id] != nil
            || !graph.edges.contains { $0.relation == .part && $0.to == node.id }
    }

    private static func ending(_ node: LineageNode) -> String? {
        if node.kind == .stage { return "COMPLETE" }
        return switch node.text("status") {
        case "finished": "COMPLETE"
        case "failed": "FAIL"
        case "killed": "ABORT"
        default: nil
        }
    }

    private func event(_ node: LineageNode, _ type: String, _ time: Int64) -> JSONValue {
        [
            "eventType": .string(type), "eventTime": .string(Timestamp.rfc3339(time)), "producer": producer,
            "schemaURL": .string(Self.schema), "run": run(node), "job": job(node),
            "inputs": .array((uses[node.id] ?? []).compactMap { graph.node($0.to) }.map { dataset($0, isInput: true) }),
            "outputs": .array(
                type == "START"
                    ? [] : (makes[node.id] ?? []).compactMap { graph.node($0.from) }.map { dataset($0, isInput: false) }
            ),
        ]
    }

    /// A UUID of version 8 (RFC 9562) out of the first digits of an id: the same in every clone.
    package static func uuid(_ hex: String) -> String {
        var digits = Array(hex.utf8.prefix(32))
        digits += Array(repeating: UInt8(ascii: "0"), count: 32 - digits.count)
        digits[12] = UInt8(ascii: "8")
        let variant = Int(String(UnicodeScalar(digits[16])), radix: 16) ?? 0
        digits[16] = Array(String(8 | variant & 3, radix: 16).utf8)[0]
        let text = String(decoding: digits, as: UTF8.self)
        var parts: [Substring] = []
        var rest = text[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }

    private func identity(_ node: LineageNode) -> String {
        Self.uuid(node.text(node.kind == .stage ? "op" : "run") ?? "")
    }

    private func run(_ node: LineageNode) -> JSONValue {
        var facets: JSONObject = [
            "processing_engine": facet(
                "1-1-1/ProcessingEngineRunFacet",
                ["name": "git-mlops", "version": .string(node.text("program_version") ?? version)])
        ]
        if let parent = parent(of: node) {
            facets["parent"] = facet(
                "1-2-0/ParentRunFacet",
                ["run": ["runId": .string(identity(parent))], "job": .object(jobName(parent))])
        }
        let parameters = (node.facts["params"]?.objectValue ?? [:]).flatMap { file, values in
            (values.objectValue ?? [:]).map { key, value -> JSONValue in
                let name = file.isEmpty ? key : "\(file):\(key)"
                return ["key": .string(name), "name": .string(name), "value": .string(DisplayValue.text(value))]
            }
        }
        if !parameters.isEmpty {
            facets["executionParameters"] = facet(
                "1-0-0/ExecutionParametersRunFacet", ["parameters": .array(parameters)])
        }
        return ["runId": .string(identity(node)), "facets": .object(facets)]
    }

    private func parent(of node: LineageNode) -> LineageNode? {
        graph.edges.first { $0.relation == .part && $0.from == node.id }.flatMap { graph.node($0.to) }
    }

    /// The code of a stage is that of the run it was a part of.
    private func job(_ node: LineageNode) -> JSONValue {
        var members = jobName(node)
        var facets: JSONObject = [
            "jobType": facet(
                "2-0-4/JobTypeJobFacet",
                [
                    "processingType": "BATCH", "integration": "GIT-MLOPS",
                    "jobType": node.kind == .stage ? "STAGE" : "RUN",
                ])
        ]
        let code = node.kind == .stage ? parent(of: node) ?? node : node
        if let base = code.text("base") {
            var location: JSONObject = ["type": "git", "url": .string(namespace), "version": .string(base)]
            if node.kind == .stage { location["path"] = node.facts["pipeline"] }
            if namespace.contains("://") { location["repoUrl"] = .string(namespace) }
            location["branch"] = code.text("branch").map(JSONValue.string)
            facets["sourceCodeLocation"] = facet("1-1-0/SourceCodeLocationJobFacet", location)
        }
        members["facets"] = .object(facets)
        return .object(members)
    }

    private func jobName(_ node: LineageNode) -> JSONObject {
        let name: String
        if node.kind == .stage {
            name = "\(node.text("pipeline") ?? ""):\(node.title)"
        } else {
            let command = (node.facts["command"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")
            name = node.text("name") ?? (command.isEmpty ? node.title : command)
        }
        return ["namespace": .string(namespace), "name": .string(name)]
    }

    private func dataset(_ node: LineageNode, isInput: Bool) -> JSONValue {
        var facets: JSONObject = [:]
        let version = node.text("sha256") ?? node.text("digest") ?? node.text("blob")
        facets["version"] = version.map {
            facet("1-0-1/DatasetVersionDatasetFacet", ["datasetVersion": .string($0)])
        }
        if let origin = graph.edges.first(where: { $0.from == node.id && $0.relation == .origin }),
            let place = graph.node(origin.to)
        {
            facets["dataSource"] = facet(
                "1-0-1/DatasourceDatasetFacet", ["name": .string(place.title), "uri": .string(place.title)])
        }
        var members: JSONObject = [
            "namespace": .string(namespace), "name": .string(node.title.isEmpty ? node.id : node.title),
            "facets": .object(facets),
        ]
        var counts: JSONObject = [:]
        if let size = node.facts["size"]?.integerValue { counts["size"] = .integer(size) }
        if let files = node.facts["files"]?.integerValue { counts["fileCount"] = .integer(files) }
        if !counts.isEmpty {
            let name = isInput ? "1-0-0/InputStatisticsInputDatasetFacet" : "1-0-2/OutputStatisticsOutputDatasetFacet"
            members[isInput ? "inputFacets" : "outputFacets"] = [
                isInput ? "inputStatistics" : "outputStatistics": facet(name, counts)
            ]
        }
        return .object(members)
    }

    /// A facet of the specification: `name` is its version and its schema.
    private func facet(_ name: String, _ members: JSONObject) -> JSONValue {
        var members = members
        let type = name.split(separator: "/").last ?? ""
        members["_producer"] = producer
        members["_schemaURL"] = .string("https://openlineage.io/spec/facets/\(name).json#/$defs/\(type)")
        return .object(members)
    }
}
