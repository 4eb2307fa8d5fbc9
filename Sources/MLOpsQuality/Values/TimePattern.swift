/// A date or time format in strptime's letters: `%Y %m %d %H %I %M %S %f %p %y %b %B %j %z %Z %T %F %%`.
struct TimePattern: Sendable {
    struct Result {
        /// From 1970-01-01; of 1900-01-01 when the pattern has no date, as in Python.
        var days: Int64
        /// Of the day, shifted to UTC when there is a zone.
        var microseconds: Int64
        var isZoned: Bool
    }

    private enum Part: Sendable {
        case literal(UInt8), space
        case field(UInt8)
    }

    let source: String
    private let parts: [Part]

    /// nil when the pattern has no field or one that is not known.
    init?(_ source: String) {
        self.source = source
        var parts: [Part] = []
        var bytes = Array(source.utf8)[...]
        while let byte = bytes.popFirst() {
            guard byte == 0x25 else {
                parts.append(byte == 0x20 ? .space : .literal(byte))
                continue
            }
            guard let letter = bytes.popFirst() else { return nil }
            switch letter {
            case UInt8(ascii: "%"): parts.append(.literal(letter))
            case UInt8(ascii: "T"): parts += Self.expanded("H:M:S")
            case UInt8(ascii: "F"): parts += Self.expanded("Y-m-d")
            case _ where "YmdHIMSfpybBjzZ".utf8.contains(letter): parts.append(.field(letter))
            default: return nil
            }
        }
        let hasField = parts.contains { if case .field = $0 { true } else { false } }
        guard hasField else { return nil }
        self.parts = parts
    }

    private static func expanded(_ text: String) -> [Part] {
        text.utf8.map { byte in 0x41...0x7a ~= byte ? .field(byte) : .literal(byte) }
    }

    /// What `cell` says; nil when it does not have the pattern's form or names no real day.
    func parse(_ cell: UnsafeBufferPointer<UInt8>) -> Result? {
        var reader = TimePatternReader(cell)
        for part in parts {
            switch part {
            case .literal(let byte): guard reader.scanner.skip(byte) else { return nil }
            case .space: while reader.scanner.skip(0x20) {}
            case .field(let letter): guard reader.read(letter) else { return nil }
            }
        }
        return reader.scanner.isAtEnd ? reader.result : nil
    }
}
