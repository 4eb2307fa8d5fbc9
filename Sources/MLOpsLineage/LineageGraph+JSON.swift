package import MLOpsCore

extension LineageGraph {
    /// The document of docs/formats/json.md, without what was asked.
    package var json: JSONObject {
        [
            "schema": 1,
            "direction": .string(direction.rawValue),
            "roots": .array(roots.map(JSONValue.string)),
            "nodes": .array(
                nodes.map { node in
                    var members = node.facts
                    members["id"] = .string(node.id)
                    members["kind"] = .string(node.kind.rawValue)
                    members["title"] = .string(node.title)
                    return .object(members)
                }),
            "edges": .array(
                edges.map {
                    ["from": .string($0.from), "to": .string($0.to), "relation": .string($0.relation.rawValue)]
                }),
            "gaps": .array(
                gaps.map {
                    ["node": .string($0.node), "kind": .string($0.kind.rawValue), "reason": .string($0.reason)]
                }),
        ]
    }
}
