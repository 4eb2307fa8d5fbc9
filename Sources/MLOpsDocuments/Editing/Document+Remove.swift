internal import MLOpsCore

extension Document {
    /// `bytes` without the value at a dotted key, everything else byte for byte as it was; of a JSON file the layout
    /// may change. As ``edit(_:format:name:set:)`` it is read again before it is returned. Throws when there is no such
    /// key.
    package static func remove(
        _ key: String, from bytes: [UInt8], format: DocumentFormat, name: String
    ) throws(DocumentError) -> [UInt8] {
        let original = try locate(bytes, format: format, name: name)
        let path = DocumentPath.split(key, in: original.value)
        guard DocumentPath.get(path[...], in: original.value) != nil else {
            throw DocumentError("is not there, so it cannot be removed", in: name, key: key)
        }
        let expected = removing(path[...], from: original.value)
        if format == .json { return expected.serialized(.pretty) + [0x0a] }
        if format == .yaml, let line = original.position(of: path)?.line,
            let edited = withoutBlock(at: line, bytes), let read = try? parse(edited, format: format, name: name),
            read == expected || (read.isNull && expected == .object([:]))
        {
            return edited
        }
        if format == .toml, let edited = withoutLines(of: path, bytes),
            let read = try? parse(edited, format: format, name: name), read == expected
        {
            return edited
        }
        let parent = path.dropLast()
        if format == .yaml, !parent.isEmpty, let rest = DocumentPath.get(parent[...], in: expected),
            rest.objectValue != nil
        {
            // Within braces, or the last of a mapping: the mapping is written anew. Over several lines it may have
            // comments, which would be lost.
            let change = (key: parent.joined(separator: "."), value: rest)
            let edited = try edit(bytes, format: format, name: name, set: [change])
            if rest == .object([:]) || edited.count(where: { $0 == 0x0a }) == bytes.count(where: { $0 == 0x0a }) {
                return edited
            }
        }
        throw DocumentError(
            "cannot be removed without touching other values", in: name, key: key, hint: "remove it with an editor")
    }

    private static func removing(_ path: ArraySlice<String>, from value: JSONValue) -> JSONValue {
        guard let key = path.first, case .object(var members) = value else { return value }
        members[key] = path.count == 1 ? nil : members[key].map { removing(path.dropFirst(), from: $0) }
        return .object(members)
    }

    /// TOML text without the lines of a value.
    private static func withoutLines(of path: [String], _ bytes: [UInt8]) -> [UInt8]? {
        guard let value = TOMLLayout(bytes).entries.first(where: { $0.path == path })?.value else { return nil }
        let start = bytes[..<value.lowerBound].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        let end = bytes[value.upperBound...].firstIndex(of: 0x0a).map { $0 + 1 } ?? bytes.count
        return Array(bytes[..<start] + bytes[end...])
    }

    /// The lines without that one, counted from 1, and the deeper ones after it.
    private static func withoutBlock(at line: Int, _ bytes: [UInt8]) -> [UInt8]? {
        var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return nil }
        func depth(_ line: ArraySlice<UInt8>) -> Int { line.prefix { $0 == 0x20 }.count }
        let own = depth(lines[line - 1])
        var end = line
        // The items of a list may stand right below its key.
        func isItem(_ line: ArraySlice<UInt8>) -> Bool { line.dropFirst(own).first == UInt8(ascii: "-") }
        let ownsItems = !isItem(lines[line - 1])
        while end < lines.count, !lines[end].allSatisfy({ $0 == 0x20 || $0 == 0x0d }),
            depth(lines[end]) > own || (depth(lines[end]) == own && ownsItems && isItem(lines[end]))
        {
            end += 1
        }
        lines.removeSubrange((line - 1)..<end)
        return Array(lines.joined(separator: [0x0a]))
    }
}
