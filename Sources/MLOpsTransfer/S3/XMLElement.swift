/// An XML element as object stores answer with: names without prefix, text, children. Attributes are skipped.
struct XMLElement: Equatable {
    var name: String
    var text = ""
    var children: [XMLElement] = []

    /// The first child of that name.
    subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// Reads a document. Nil when it is not well-formed, has a DOCTYPE (nothing is defined or fetched), is deeper than
    /// 16 elements or names an entity that XML does not have by itself.
    static func parse(_ bytes: [UInt8]) -> XMLElement? {
        var reader = XMLReader(bytes)
        return reader.document()
    }
}

private struct XMLReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    mutating func document() -> XMLElement? {
        guard skipMisc(), let root = element(depth: 1), skipMisc(), position == bytes.count else { return nil }
        return root
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func looksAt(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private mutating func take(_ text: String) -> Bool {
        guard looksAt(text) else { return false }
        position += text.utf8.count
        return true
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || (0x09...0x0d).contains(byte) { position += 1 }
    }

    /// What may stand beside the root: space, comments, processing instructions.
    private mutating func skipMisc() -> Bool {
        while true {
            skipSpace()
            if take("<?") {
                guard skip(past: "?>") else { return false }
            } else if take("<!--") {
                guard skip(past: "-->") else { return false }
            } else {
                return true
            }
        }
    }

    private mutating func skip(past end: String) -> Bool {
        while position < bytes.count {
            if take(end) { return true }
            position += 1
        }
        return false
    }

    private mutating func name() -> String? {
        let start = position
        while let byte = current, byte > 0x20, !"<>/=\"'&".utf8.contains(byte) { position += 1 }
        guard position > start, let text = String(validating: bytes[start..<position], as: UTF8.self) else {
            return nil
        }
        return text
    }

    private mutating func element(depth: Int) -> XMLElement? {
        guard depth <= 16, take("<"), let qualified = name(), skipAttributes() else { return nil }
        let local = qualified.split(separator: ":").last.map(String.init) ?? qualified
        var element = XMLElement(name: local)
        if take("/>") { return element }
        guard take(">") else { return nil }
        var text: [UInt8] = []
        while let byte = current {
            if byte == UInt8(ascii: "&") {
                guard let decoded = entity() else { return nil }
                text += decoded
            } else if byte != UInt8(ascii: "<") {
                text.append(byte)
                position += 1
            } else if take("</") {
                guard name() == qualified else { return nil }
                skipSpace()
                guard take(">"), let whole = String(validating: text, as: UTF8.self) else { return nil }
                element.text = element.children.isEmpty ? whole : ""
                return element
            } else if take("<![CDATA[") {
                let start = position
                guard skip(past: "]]>") else { return nil }
                text += bytes[start..<(position - 3)]
            } else if looksAt("<!--") || looksAt("<?") {
                guard skipMisc() else { return nil }
            } else {
                guard let child = self.element(depth: depth + 1) else { return nil }
                element.children.append(child)
            }
        }
        return nil
    }

    private mutating func skipAttributes() -> Bool {
        while true {
            skipSpace()
            if looksAt(">") || looksAt("/>") { return true }
            guard name() != nil else { return false }
            skipSpace()
            guard take("=") else { return false }
            skipSpace()
            guard take("\"") ? skip(past: "\"") : take("'") && skip(past: "'") else { return false }
        }
    }

    private mutating func entity() -> [UInt8]? {
        let start = position + 1
        guard let end = bytes[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        position = end + 1
        let name = String(decoding: bytes[start..<end], as: UTF8.self)
        if let known = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"][name] { return Array(known.utf8) }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let number, number != 0, let scalar = Unicode.Scalar(number) else { return nil }
        return Array(String(Character(scalar)).utf8)
    }
}
