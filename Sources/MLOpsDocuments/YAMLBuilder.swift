internal import MLOpsCore
internal import Yams

/// Turns Yams' nodes into values within ``Document/Limits``, which is what stops a "billion laughs".
struct YAMLBuilder {
    let name: String
    private(set) var positions: [[String]: LocatedDocument.Position] = [:]
    private var nodes = 0

    private let keepsPlaces: Bool

    init(name: String, keepsPlaces: Bool) {
        self.name = name
        self.keepsPlaces = keepsPlaces
    }

    mutating func value(of node: Node, at path: [String]) throws(DocumentError) -> JSONValue {
        nodes += 1
        if nodes > Document.Limits.nodes {
            throw error("has too many values, those that its aliases stand for included", node, path)
        }
        if path.count > Document.Limits.depth { throw error("nests too deeply", node, path) }
        if keepsPlaces, positions[path] == nil { note(node.mark, path) }
        switch node {
        case .scalar(let scalar): return try value(of: scalar, node, path)
        case .sequence(let sequence):
            try expect("seq", sequence.tag, node, path)
            var items: [JSONValue] = []
            for (index, item) in sequence.enumerated() {
                items.append(try value(of: item, at: path + [String(index)]))
            }
            return .array(items)
        case .mapping(let mapping):
            try expect("map", mapping.tag, node, path)
            return .object(try members(of: mapping, at: path))
        case .alias: throw error("found undefined alias", node, path)
        }
    }

    private mutating func members(of mapping: Node.Mapping, at path: [String]) throws(DocumentError) -> JSONObject {
        var members = JSONObject()
        var merged: [Node] = []
        for pair in mapping {
            guard case .scalar(let key) = pair.key else { throw error("a key must be a scalar", pair.key, path) }
            if key.string == "<<", key.style == .plain {
                merged.append(pair.value)
                continue
            }
            let inner = path + [key.string]
            if members[key.string] != nil { throw error("the key is given twice", pair.key, inner) }
            note(key.mark, inner)
            members[key.string] = try value(of: pair.value, at: inner)
        }
        if merged.isEmpty { return members }
        var all = JSONObject()
        for node in merged.reversed() { try merge(node, into: &all, at: path) }
        for (key, value) in members { all[key] = value }
        return all
    }

    /// A merge key `<<`: what the mapping says itself wins, then the first of several. As in DVC what was merged comes
    /// first, which the arguments that a mapping makes show.
    private mutating func merge(
        _ node: Node, into members: inout JSONObject, at path: [String]
    ) throws(DocumentError) {
        switch node {
        case .mapping(let mapping):
            for (key, value) in try self.members(of: mapping, at: path) { members[key] = value }
        case .sequence(let sequence):
            for item in sequence.reversed() { try merge(item, into: &members, at: path) }
        default: throw error("only a mapping can be merged with '<<'", node, path)
        }
    }

    private func value(of scalar: Node.Scalar, _ node: Node, _ path: [String]) throws(DocumentError) -> JSONValue {
        let tag = scalar.tag.rawValue
        let plain = scalar.style == .plain
        switch tag {
        case "": return plain ? YAMLScalar.resolve(scalar.string) : .string(scalar.string)
        case "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:binary":
            return .string(scalar.string)
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null":
            return YAMLScalar.resolve(scalar.string)
        case "tag:yaml.org,2002:float":
            let value = YAMLScalar.resolve(scalar.string)
            return value.doubleValue.map(JSONValue.double) ?? value
        default: throw error("the tag '\(tag)' is not known", node, path)
        }
    }

    private func expect(_ kind: String, _ tag: Tag, _ node: Node, _ path: [String]) throws(DocumentError) {
        let name = tag.rawValue
        guard name.isEmpty || name == "!" || name == "tag:yaml.org,2002:\(kind)" else {
            throw error("the tag '\(name)' is not known", node, path)
        }
    }

    private mutating func note(_ mark: Mark?, _ path: [String]) {
        guard keepsPlaces, let mark else { return }
        positions[path] = LocatedDocument.Position(line: mark.line, column: mark.column)
    }

    private func error(_ reason: String, _ node: Node, _ path: [String]) -> DocumentError {
        DocumentError(
            reason, in: name, line: node.mark?.line, column: node.mark?.column,
            key: path.isEmpty ? nil : path.joined(separator: "."))
    }
}
