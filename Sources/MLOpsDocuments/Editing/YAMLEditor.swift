internal import MLOpsCore
internal import Yams

/// Sets one value in YAML text. Nil when the place cannot be found in the text; whether the result says what it
/// should is the caller's check.
enum YAMLEditor {
    static func edit(
        _ bytes: [UInt8], name: String, path: [String], value: JSONValue
    ) throws(DocumentError) -> [UInt8]? {
        let hasMark = bytes.starts(with: [0xef, 0xbb, 0xbf])
        let source = YAMLSource(hasMark ? Array(bytes.dropFirst(3)) : bytes)
        let root = try YAMLReader.compose(bytes, name: name)
        let edited = edit(source, root: root, path: path, value: value)
        return edited.map { (hasMark ? [0xef, 0xbb, 0xbf] : []) + $0 }
    }

    private static func edit(_ source: YAMLSource, root: Node?, path: [String], value: JSONValue) -> [UInt8]? {
        guard var node = root else { return append(path, value, to: source) }
        for (depth, component) in path.enumerated() {
            let rest = path[depth...]
            switch node {
            case .mapping(let mapping):
                guard let child = mapping.first(where: { $0.key.scalar?.string == component }) else {
                    return insert(rest, value, into: mapping, of: node, in: source)
                }
                node = child.value
                if depth == path.count - 1 { return replace(node, after: child.key, with: value, in: source) }
            case .sequence(let sequence):
                guard let index = Int(component), sequence.indices.contains(index) else { return nil }
                node = sequence[index]
                if depth == path.count - 1 { return replace(node, after: nil, with: value, in: source) }
            case .scalar(let scalar):
                guard scalar.style == .plain, YAMLScalar.resolve(scalar.string) == .null else { return nil }
                return replace(node, after: nil, with: DocumentPath.nest(value, under: rest), in: source)
            case .alias: return nil
            }
        }
        return nil
    }

    private static func replace(_ node: Node, after key: Node?, with value: JSONValue, in source: YAMLSource)
        -> [UInt8]?
    {
        guard let mark = node.mark.flatMap(source.offset), let end = source.end(of: node, from: mark) else {
            return nil
        }
        var start = source.skipProperties(from: mark)
        var text = Array(self.text(value, replacing: node).utf8)
        if isBlock(node, at: start, in: source), let key {
            guard let keyMark = key.mark.flatMap(source.offset), let keyEnd = source.end(of: key, from: keyMark),
                let colon = source.bytes[keyEnd...].firstIndex(of: UInt8(ascii: ":"))
            else { return nil }
            start = colon + 1
        }
        if start > 0, start <= source.bytes.count, source.bytes[start - 1] == UInt8(ascii: ":") {
            text.insert(0x20, at: 0)
        }
        return source.bytes.replacing(start..<max(start, end), with: text)
    }

    private static func isBlock(_ node: Node, at start: Int, in source: YAMLSource) -> Bool {
        guard node.scalar == nil, start < source.bytes.count else { return false }
        return source.bytes[start] != UInt8(ascii: "[") && source.bytes[start] != UInt8(ascii: "{")
    }

    /// A string keeps the quotes of the string it replaces.
    private static func text(_ value: JSONValue, replacing node: Node) -> String {
        guard case .string(let text) = value, case .scalar(let old) = node else { return YAMLText.flow(value) }
        switch old.style {
        case .singleQuoted where text.utf8.allSatisfy { $0 >= 0x20 }:
            return "'" + text.replacing("'", with: "''") + "'"
        case .doubleQuoted: return value.serialized().asText
        default: return YAMLText.scalar(text)
        }
    }

    private static func insert(
        _ path: ArraySlice<String>, _ value: JSONValue, into mapping: Node.Mapping, of node: Node, in source: YAMLSource
    ) -> [UInt8]? {
        guard let mark = node.mark.flatMap(source.offset), let end = source.end(of: node, from: mark) else {
            return nil
        }
        let start = source.skipProperties(from: mark)
        if source.bytes[start] == UInt8(ascii: "{") {
            let inner = path.dropFirst()
            let entry =
                YAMLText.scalar(path[path.startIndex]) + ": " + YAMLText.flow(DocumentPath.nest(value, under: inner))
            var at = end - 1
            while at > start + 1, [0x20, 0x0a, 0x0d, 0x09].contains(source.bytes[at - 1]) { at -= 1 }
            return source.bytes.replacing(at..<at, with: Array(((mapping.isEmpty ? "" : ", ") + entry).utf8))
        }
        guard let column = mapping.first?.key.mark?.column else { return nil }
        let lines = lines(for: path, value, indent: column - 1, lineBreak: source.lineBreak)
        let at = source.endOfLine(from: end)
        return source.bytes.replacing(at..<at, with: source.lineBreak + lines)
    }

    private static func lines(
        for path: ArraySlice<String>, _ value: JSONValue, indent: Int, lineBreak: [UInt8]
    ) -> [UInt8] {
        var lines: [[UInt8]] = []
        for (depth, name) in path.enumerated() {
            let isLast = depth == path.count - 1
            let text = YAMLText.scalar(name) + ":" + (isLast ? " " + YAMLText.flow(value) : "")
            lines.append(Array(repeating: 0x20, count: indent + 2 * depth) + Array(text.utf8))
        }
        return Array(lines.joined(separator: lineBreak))
    }

    private static func append(_ path: [String], _ value: JSONValue, to source: YAMLSource) -> [UInt8] {
        let needsBreak = source.bytes.last.map { $0 != 0x0a } ?? false
        return source.bytes + (needsBreak ? source.lineBreak : [])
            + lines(for: path[...], value, indent: 0, lineBreak: source.lineBreak) + source.lineBreak
    }
}
