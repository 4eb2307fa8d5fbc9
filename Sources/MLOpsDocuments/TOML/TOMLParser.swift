internal import MLOpsCore

/// The structure of a TOML document: headers, keys and the tables they define.
struct TOMLParser {
    let bytes: [UInt8]
    let name: String
    var index = 0

    init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    func error(_ reason: String) -> DocumentError {
        let before = bytes[..<min(index, bytes.count)]
        let line = before.count { $0 == 0x0a } + 1
        let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        let column = before[start...].count { $0 & 0xc0 != 0x80 } + 1
        return DocumentError(reason, in: name, line: line, column: column)
    }

    mutating func document() throws(DocumentError) -> JSONObject {
        let root = TOMLTable(.header)
        var current = root
        while true {
            skipSpaces()
            if peek == UInt8(ascii: "[") {
                current = try header(from: root)
            } else if let byte = peek, byte != 0x0a, byte != 0x0d, byte != UInt8(ascii: "#") {
                try keyValue(in: current, depth: 0)
            }
            if try !endOfLine() { return root.object }
        }
    }

    mutating func skipSpaces() {
        while let byte = peek, byte == 0x20 || byte == 0x09 { index += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    /// Spaces, a comment and a line break; false at the end of the text.
    mutating func endOfLine() throws(DocumentError) -> Bool {
        skipSpaces()
        if take(UInt8(ascii: "#")) {
            while let byte = peek, byte != 0x0a, byte != 0x0d {
                if byte < 0x20 && byte != 0x09 || byte == 0x7f { throw error("a control character in a comment") }
                index += 1
            }
        }
        if peek == nil { return false }
        if take(0x0d), peek != 0x0a { throw error("a carriage return without a line feed") }
        guard take(0x0a) else { throw error("expected the end of the line") }
        return true
    }

    /// Spaces, comments and line breaks, as they may stand in an array.
    mutating func skipBlank() throws(DocumentError) {
        while true {
            skipSpaces()
            guard let byte = peek, byte == 0x0a || byte == 0x0d || byte == UInt8(ascii: "#") else { return }
            if try !endOfLine() { return }
        }
    }

    private mutating func header(from root: TOMLTable) throws(DocumentError) -> TOMLTable {
        index += 1
        let isArray = take(UInt8(ascii: "["))
        let path = try keyPath()
        guard take(UInt8(ascii: "]")), !isArray || take(UInt8(ascii: "]")) else { throw error("expected ']'") }
        var table = root
        for key in path.dropLast() { table = try step(into: key, of: table) }
        let last = path[path.count - 1]
        return isArray ? try appendTable(last, to: table) : try defineTable(last, in: table)
    }

    private func step(into key: String, of table: TOMLTable) throws(DocumentError) -> TOMLTable {
        switch table[key] {
        case nil:
            let made = TOMLTable(.implicit)
            table[key] = .table(made)
            return made
        case .table(let inner)?: return inner
        case .tables(let list)?: return list[list.count - 1]
        case .value?: throw error("'\(key)' is a value, not a table")
        }
    }

    private func defineTable(_ key: String, in table: TOMLTable) throws(DocumentError) -> TOMLTable {
        switch table[key] {
        case nil:
            let made = TOMLTable(.header)
            table[key] = .table(made)
            return made
        case .table(let inner)? where inner.origin == .implicit:
            inner.origin = .header
            return inner
        default: throw error("'\(key)' is defined twice")
        }
    }

    private func appendTable(_ key: String, to table: TOMLTable) throws(DocumentError) -> TOMLTable {
        let made = TOMLTable(.header)
        switch table[key] {
        case nil: table[key] = .tables([made])
        case .tables(let list)?: table[key] = .tables(list + [made])
        default: throw error("'\(key)' is defined twice")
        }
        return made
    }

    /// `key = value`, the key perhaps dotted.
    mutating func keyValue(in table: TOMLTable, depth: Int) throws(DocumentError) {
        let path = try keyPath()
        guard take(UInt8(ascii: "=")) else { throw error("expected '='") }
        skipSpaces()
        var table = table
        for key in path.dropLast() {
            switch table[key] {
            case nil:
                let made = TOMLTable(.dotted)
                table[key] = .table(made)
                table = made
            case .table(let inner)? where inner.origin == .dotted: table = inner
            default: throw error("'\(key)' is defined twice")
            }
        }
        let last = path[path.count - 1]
        guard table[last] == nil else { throw error("'\(last)' is defined twice") }
        table[last] = .value(try value(depth: depth + path.count))
    }

    /// One or more keys with dots between them; spaces around are taken too.
    private mutating func keyPath() throws(DocumentError) -> [String] {
        var path: [String] = []
        repeat {
            skipSpaces()
            path.append(try key())
            skipSpaces()
        } while take(UInt8(ascii: "."))
        if path.count > Document.Limits.depth { throw error("nests too deeply") }
        return path
    }

    private mutating func key() throws(DocumentError) -> String {
        if let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            return try string(quote, mayBeMultiline: false)
        }
        let start = index
        while let byte = peek, Self.isBareKeyByte(byte) { index += 1 }
        if start == index { throw error("expected a key") }
        return Array(bytes[start..<index]).asText
    }

    private static func isBareKeyByte(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }
}
