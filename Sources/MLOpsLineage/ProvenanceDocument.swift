package import MLOpsCore

/// The lineage in PROV-JSON, the W3C's member submission of 24 April 2013.
package struct ProvenanceDocument {
    private static let prefix = "urn:git-mlops:prov:"

    private let graph: LineageGraph
    private let repository: String

    /// `repository` says whose things they are: its address, or its folder.
    package init(_ graph: LineageGraph, repository: String) {
        self.graph = graph
        self.repository = repository
    }

    package var json: JSONValue {
        var document: JSONObject = ["prefix": ["mlops": .string(Self.prefix)]]
        document["entity"] = .object(entities)
        document["activity"] = .object(activities)
        document["agent"] = .object(agents)
        for (name, relations) in relations.sorted(by: { $0.key < $1.key }) { document[name] = .object(relations) }
        return .object(document)
    }

    /// A local name of only letters, digits, `-` and `.`: other bytes become `-` and two digits.
    private static func name(_ id: String) -> String {
        var text = "mlops:"
        for byte in id.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: text.unicodeScalars.append(UnicodeScalar(byte))
            case UInt8(ascii: ":"): text += "."
            default: text += "-" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return text
    }

    private var entities: JSONObject {
        var result: JSONObject = [:]
        for node in graph.nodes where !node.kind.isActivity {
            var members = attributes(node)
            members["prov:type"] = ["$": .string("mlops:\(node.kind.rawValue)"), "type": "prov:QUALIFIED_NAME"]
            if node.kind == .data { members["prov:location"] = .string(node.title) }
            result[Self.name(node.id)] = .object(members)
        }
        return result
    }

    private var activities: JSONObject {
        var result: JSONObject = [:]
        for node in graph.nodes where node.kind.isActivity {
            var members = attributes(node)
            for (key, name) in [("started", "prov:startTime"), ("ended", "prov:endTime")] {
                members[name] = node.facts[key]?.integerValue.map { .string(Timestamp.rfc3339($0)) }
                members["mlops:\(key)"] = nil
            }
            members["prov:type"] = ["$": .string("mlops:\(node.kind.rawValue)"), "type": "prov:QUALIFIED_NAME"]
            result[Self.name(node.id)] = .object(members)
        }
        return result
    }

    private func attributes(_ node: LineageNode) -> JSONObject {
        var members: JSONObject = ["prov:label": .string(node.title)]
        for (key, value) in node.facts {
            switch value {
            case .null: continue
            case .string(""): continue
            case .array(let items): if !items.isEmpty { members["mlops:\(key)"] = text(value) }
            case .object(let object): if !object.isEmpty { members["mlops:\(key)"] = text(value) }
            case .string, .bool, .integer, .double: members["mlops:\(key)"] = value
            default: members["mlops:\(key)"] = text(value)
            }
        }
        return members
    }

    /// What PROV has no type for stays JSON, as text.
    private func text(_ value: JSONValue) -> JSONValue {
        .string(value.serialized(.compact(sortedKeys: true)).asText)
    }

    private var agents: JSONObject {
        var result: JSONObject = [:]
        for author in authors {
            result[Self.name("agent:\(author)")] = [
                "prov:label": .string(author), "prov:type": ["$": "prov:Person", "type": "prov:QUALIFIED_NAME"],
            ]
        }
        result[Self.name("agent:git-mlops")] = [
            "prov:label": "git-mlops", "mlops:repository": .string(repository),
            "prov:type": ["$": "prov:SoftwareAgent", "type": "prov:QUALIFIED_NAME"],
        ]
        return result
    }

    private var authors: [String] {
        Set(graph.nodes.compactMap { $0.text("author") }).sorted()
    }

    private var relations: [String: JSONObject] {
        var result: [String: JSONObject] = [:]
        func add(_ relation: String, _ first: String, _ second: String, _ roles: (String, String)) {
            let number = (result[relation]?.count ?? 0) + 1
            result[relation, default: [:]]["_:\(relation)\(number)"] = [
                "prov:\(roles.0)": .string(Self.name(first)), "prov:\(roles.1)": .string(Self.name(second)),
            ]
        }
        for edge in graph.edges { relate(edge, add) }
        for node in graph.nodes {
            guard let author = node.text("author") else { continue }
            if node.kind.isActivity {
                add("wasAssociatedWith", node.id, "agent:\(author)", ("activity", "agent"))
            } else {
                add("wasAttributedTo", node.id, "agent:\(author)", ("entity", "agent"))
            }
        }
        for node in graph.nodes where node.kind == .stage {
            add("wasAssociatedWith", node.id, "agent:git-mlops", ("activity", "agent"))
        }
        return result
    }

    private func relate(_ edge: LineageEdge, _ add: (String, String, String, (String, String)) -> Void) {
        let isActivity = [edge.from, edge.to].map { graph.node($0)?.kind.isActivity ?? false }
        switch (isActivity[0], isActivity[1]) {
        case (true, true): add("wasInformedBy", edge.from, edge.to, ("informed", "informant"))
        case (true, false): add("used", edge.from, edge.to, ("activity", "entity"))
        case (false, true): add("wasGeneratedBy", edge.from, edge.to, ("entity", "activity"))
        case (false, false) where edge.relation == .holds:
            add("hadMember", edge.from, edge.to, ("collection", "entity"))
        case (false, false): add("wasDerivedFrom", edge.from, edge.to, ("generatedEntity", "usedEntity"))
        }
    }
}
