internal import MLOpsCore

/// Where the tables and values of a TOML text stand. The text has been read by ``TOMLReader`` before, so only its
/// layout matters here; what this scanner misjudges, the check of ``Document/edit(_:format:name:set:)`` refuses.
struct TOMLLayout {
    struct Entry {
        let path: [String]
        let value: Range<Int>
    }

    struct Table {
        let path: [String]
        /// Behind the last line that belongs to the table.
        var end: Int
    }

    private(set) var entries: [Entry] = []
    private(set) var tables: [Table] = [Table(path: [], end: 0)]
    private let bytes: [UInt8]
    private var index = 0
    private var arrayCounts: [[String]: Int] = [:]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        while index < bytes.count {
            skipBlank()
            guard let byte = peek else { return }
            if byte == UInt8(ascii: "[") { header() } else { entry(base: tables[tables.count - 1].path) }
            skipToLineEnd()
            if index > tables[tables.count - 1].end { tables[tables.count - 1].end = index }
        }
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpaces() {
        while let byte = peek, byte == 0x20 || byte == 0x09 { index += 1 }
    }

    /// White space, line breaks and comments.
    private mutating func skipBlank() {
        while let byte = peek {
            if byte == UInt8(ascii: "#") {
                skipToLineEnd()
            } else if byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func skipToLineEnd() {
        while let byte = peek, byte != 0x0a { index += 1 }
    }

    private mutating func header() {
        let isArray = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "[")
        index += isArray ? 2 : 1
        var path = keyPath()
        if isArray {
            let count = arrayCounts[path, default: 0]
            arrayCounts[path] = count + 1
            path.append(String(count))
        } else {
            path = resolve(path)
        }
        tables.append(Table(path: path, end: index))
    }

    /// `path` with the newest item's index behind each array of tables that it passes.
    private func resolve(_ path: [String]) -> [String] {
        var result: [String] = []
        for name in path {
            result.append(name)
            if let count = arrayCounts[result] { result.append(String(count - 1)) }
        }
        return result
    }

    private mutating func keyPath() -> [String] {
        var path: [String] = []
        while true {
            skipSpaces()
            path.append(key())
            skipSpaces()
            guard peek == UInt8(ascii: ".") else { return path }
            index += 1
        }
    }

    private mutating func key() -> String {
        let start = index
        if let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            skipString()
            return Array(bytes[min(start + 1, index)..<max(start + 1, index - 1)]).asText
        }
        while let byte = peek, !Self.endsBareKey(byte) { index += 1 }
        return Array(bytes[start..<index]).asText
    }

    private static func endsBareKey(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0a, 0x0d, UInt8(ascii: "."), UInt8(ascii: "="), UInt8(ascii: "]"), UInt8(ascii: ","): true
        default: false
        }
    }

    private mutating func entry(base: [String]) {
        let path = base + keyPath()
        skipSpaces()
        guard peek == UInt8(ascii: "=") else { return skipToLineEnd() }
        index += 1
        skipSpaces()
        let start = index
        value(path: path)
        entries.append(Entry(path: path, value: start..<index))
    }

    private mutating func value(path: [String]) {
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString()
        case UInt8(ascii: "["):
            index += 1
            var position = 0
            skipBlank()
            while let byte = peek, byte != UInt8(ascii: "]") {
                let start = index
                value(path: path + [String(position)])
                entries.append(Entry(path: path + [String(position)], value: start..<index))
                position += 1
                skipSeparator(before: UInt8(ascii: "]"))
            }
            index = min(index + 1, bytes.count)
        case UInt8(ascii: "{"):
            index += 1
            skipBlank()
            while let byte = peek, byte != UInt8(ascii: "}") {
                entry(base: path)
                skipSeparator(before: UInt8(ascii: "}"))
            }
            index = min(index + 1, bytes.count)
        default: word()
        }
    }

    /// Gets on in any case, but not past the byte that ends the list or table.
    private mutating func skipSeparator(before closing: UInt8) {
        let start = index
        skipBlank()
        if peek == UInt8(ascii: ",") { index += 1 }
        skipBlank()
        if index == start, peek != closing { index += 1 }
    }

    private mutating func word() {
        while let byte = peek, ![0x0a, 0x0d, 0x23, 0x2c, 0x5d, 0x7d].contains(byte) { index += 1 }
        while index > 0, bytes[index - 1] == 0x20 || bytes[index - 1] == 0x09 { index -= 1 }
    }

    private mutating func skipString() {
        let quote = bytes[index]
        let isTriple = bytes[index...].starts(with: [quote, quote, quote])
        let closing = Array(repeating: quote, count: isTriple ? 3 : 1)
        index += closing.count
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += 2
            } else if bytes[index...].starts(with: closing) {
                index += closing.count
                while isTriple, peek == quote { index += 1 }
                return
            } else {
                index += 1
            }
        }
        index = bytes.count
    }
}
