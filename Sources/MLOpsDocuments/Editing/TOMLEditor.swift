internal import MLOpsCore

/// Sets one value in TOML text.
enum TOMLEditor {
    /// Texts that may be the answer, best first; the caller takes the first that reads as it should.
    static func edit(_ bytes: [UInt8], path: [String], value: JSONValue) -> [[UInt8]] {
        guard let text = text(value) else { return [] }
        let layout = TOMLLayout(bytes)
        if let entry = layout.entries.first(where: { $0.path == path }) {
            return [bytes.replacing(entry.value, with: Array(text.utf8))]
        }
        var candidates: [[UInt8]] = []
        let homes = layout.tables.filter { path.count > $0.path.count && path.starts(with: $0.path) }
        for home in homes.sorted(by: { $0.path.count > $1.path.count }) {
            let key = path.dropFirst(home.path.count).map(self.key).joined(separator: ".")
            candidates.append(insert("\(key) = \(text)", at: home.end, in: bytes))
        }
        for entry in layout.entries where path.starts(with: entry.path) && path.count > entry.path.count {
            let key = path.dropFirst(entry.path.count).map(self.key).joined(separator: ".")
            if let edited = insert("\(key) = \(text)", intoInline: entry.value, of: bytes) { candidates.append(edited) }
        }
        if path.count > 1 {
            let table = "[" + path.dropLast().map(self.key).joined(separator: ".") + "]"
            let end = insert(table, at: bytes.count, in: bytes)
            candidates.append(insert("\(self.key(path[path.count - 1])) = \(text)", at: end.count, in: end))
        }
        return candidates
    }

    private static func insert(_ line: String, at offset: Int, in bytes: [UInt8]) -> [UInt8] {
        if offset == 0 { return Array(line.utf8) + [0x0a] + bytes }
        let usesReturn = bytes.firstIndex(of: 0x0a).map { $0 > 0 && bytes[$0 - 1] == 0x0d } ?? false
        let newline: [UInt8] = usesReturn ? [0x0d, 0x0a] : [0x0a]
        let body = Array(line.utf8)
        if bytes[offset - 1] == 0x0a { return bytes.replacing(offset..<offset, with: body + newline) }
        let at = bytes[offset - 1] == 0x0d ? offset - 1 : offset
        return bytes.replacing(at..<at, with: newline + body + (at == bytes.count ? newline : []))
    }

    private static func insert(_ entry: String, intoInline range: Range<Int>, of bytes: [UInt8]) -> [UInt8]? {
        guard range.count > 1, bytes[range.lowerBound] == UInt8(ascii: "{") else { return nil }
        var end = range.upperBound - 1
        while end > range.lowerBound + 1, bytes[end - 1] == 0x20 { end -= 1 }
        let isEmpty = end == range.lowerBound + 1
        return bytes.replacing(end..<end, with: Array(((isEmpty ? " " : ", ") + entry + (isEmpty ? " " : "")).utf8))
    }

    private static func key(_ name: String) -> String {
        let isBare =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                let lower = byte | 0x20
                return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
        return isBare ? name : JSONValue.string(name).serialized().asText
    }

    /// TOML has no null; nil for a value that holds one.
    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .null: return nil
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        case .bigNumber: return nil
        case .double(let number):
            if number.isNaN { return "nan" }
            if number.isInfinite { return number < 0 ? "-inf" : "inf" }
            return JSONNumber.description(number)
        case .string: return value.serialized().asText
        case .array(let items):
            let texts = items.compactMap(text)
            return texts.count == items.count ? "[" + texts.joined(separator: ", ") + "]" : nil
        case .object(let members):
            let texts = members.compactMap { member in text(member.value).map { "\(key(member.key)) = \($0)" } }
            return texts.count == members.count ? "{ " + texts.joined(separator: ", ") + " }" : nil
        }
    }
}
