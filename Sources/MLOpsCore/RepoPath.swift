/// A path inside a worktree or a tree object, `/`-separated, relative to the top. git paths are bytes,
/// not text: a Latin-1 file name must come out as it went in.
package struct RepoPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ text: String) {
        bytes = NativeText.bytes(text)
    }

    /// The path as text, invalid UTF-8 replaced: for comparing and showing only, never for opening.
    package var description: String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// The path as git prints it without `-z`: in double quotes with C escapes when it holds control
    /// characters, quotes, backslashes or (as `core.quotePath` is true by default) bytes over 0x7f. The latter are
    /// always quoted in a name that is no UTF-8, which text cannot hold.
    package func quoted(quoteHighBytes: Bool = true) -> String {
        let quoteHighBytes = quoteHighBytes || String(validating: bytes, as: UTF8.self) == nil
        let needsQuotes = bytes.contains {
            $0 < 0x20 || $0 == 0x22 || $0 == 0x5c || $0 == 0x7f || ($0 >= 0x80 && quoteHighBytes)
        }
        guard needsQuotes else { return description }
        return "\"" + bytes.map { Self.escape($0, quoteHighBytes: quoteHighBytes) }.reduce(into: [], +=).asText + "\""
    }

    private static func escape(_ byte: UInt8, quoteHighBytes: Bool) -> [UInt8] {
        switch byte {
        case 0x07: return Array("\\a".utf8)
        case 0x08: return Array("\\b".utf8)
        case 0x09: return Array("\\t".utf8)
        case 0x0a: return Array("\\n".utf8)
        case 0x0b: return Array("\\v".utf8)
        case 0x0c: return Array("\\f".utf8)
        case 0x0d: return Array("\\r".utf8)
        case 0x22: return Array("\\\"".utf8)
        case 0x5c: return Array("\\\\".utf8)
        case 0x80... where !quoteHighBytes: return [byte]
        case 0x20..<0x7f: return [byte]
        default:
            let octal = String(byte, radix: 8)
            return Array("\\".utf8) + Array(repeating: 0x30, count: 3 - octal.utf8.count) + Array(octal.utf8)
        }
    }

    package static func < (left: RepoPath, right: RepoPath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension [UInt8] {
    /// The bytes as text, invalid UTF-8 replaced.
    package var asText: String {
        String(decoding: self, as: UTF8.self)
    }
}
