/// Header lines in their order; names are compared without case.
package struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package struct Line: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    package private(set) var lines: [Line] = []

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    /// The first value; setting replaces all, nil removes all.
    package subscript(name: String) -> String? {
        get { lines.first { Self.matches($0.name, name) }?.value }
        set {
            lines.removeAll { Self.matches($0.name, name) }
            if let newValue { add(name, newValue) }
        }
    }

    package func all(_ name: String) -> [String] {
        lines.filter { Self.matches($0.name, name) }.map(\.value)
    }

    package mutating func add(_ name: String, _ value: String) {
        lines.append(Line(name: name, value: value))
    }

    /// Reads `Name: value` as a server sends it; anything else is left out.
    mutating func add(line: some StringProtocol) {
        guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return }
        let value = line[line.index(after: colon)...]
        add(String(line[..<colon]), Self.trimmed(String(value)))
    }

    /// Whether every line can be sent: no line ends or zeros, which would start a header of the sender's choice.
    var areSafe: Bool {
        lines.allSatisfy { line in
            !line.name.isEmpty && (line.name + line.value).utf8.allSatisfy { $0 != 0 && $0 != 0x0a && $0 != 0x0d }
                && !line.name.utf8.contains(UInt8(ascii: ":"))
        }
    }

    static func trimmed(_ text: String) -> String {
        var bytes = text.utf8[...]
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        return String(bytes) ?? text
    }

    private static func matches(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
    }
}
