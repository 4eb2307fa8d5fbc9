internal import Glibc
package import MLOpsCore

/// Values as a person reads them.
package struct NumberText: Sendable {
    /// Significant digits of numbers with a fraction; integers are always whole.
    package let precision: Int

    package init(precision: Int = 5) {
        self.precision = max(1, min(precision, 17))
    }

    /// The value of one side; "-" when there is none.
    package func value(_ value: JSONValue?) -> String {
        switch value {
        case nil: "-"
        case .double(let number)?: self.number(number)
        case .string(let text)?: Self.oneLine(text)
        case .array?, .object?, .null?, .bool?, .integer?, .bigNumber?:
            value.map { Self.oneLine($0.serialized().asText) } ?? ""
        }
    }

    /// The change with its sign; "" when there is none to tell.
    package func change(_ row: ComparisonRow) -> String {
        guard row.isChanged else { return "" }
        if row.old == nil { return "added" }
        if row.new == nil { return "removed" }
        switch row.change {
        case .integer(let number)?: return number > 0 ? "+\(number)" : "\(number)"
        case .double(let number)?:
            if number.isNaN { return "changed" }
            return (number > 0 ? "+" : "") + self.number(number)
        default: return "changed"
        }
    }

    /// The relative change in percent; "" when it has no meaning.
    package func relative(_ row: ComparisonRow) -> String {
        guard row.isChanged, let part = row.relative else { return "" }
        return (part > 0 ? "+" : "") + format(part * 100, "%.*f", digits: part.magnitude < 0.0995 ? 2 : 1) + "%"
    }

    private func number(_ number: Double) -> String {
        if number.isNaN { return "nan" }
        if number.isInfinite { return number < 0 ? "-inf" : "inf" }
        return format(number, "%.*g", digits: precision)
    }

    private func format(_ number: Double, _ form: String, digits: Int) -> String {
        var buffer = [CChar](repeating: 0, count: 400)
        let count = withVaList([Int32(digits), number]) { vsnprintf(&buffer, buffer.count, form, $0) }
        return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Control characters would break a table or a terminal.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
    }
}
