import MLOpsTestSupport

extension NotebookGenerator {
    mutating func chance(_ tenths: Int) -> Bool {
        Int.random(in: 0..<10, using: &random) < tenths
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    /// Any value, containers no deeper than `depth`.
    mutating func value(_ depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &random) {
        case 0: pick(["null", "true", "false"])
        case 1, 2: number()
        case 3: pick(["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
        case 4, 5, 6: string(words())
        case 7: list(0...3) { $0.value(depth - 1) }
        default: object((0..<Int.random(in: 0...3, using: &random)).map { _ in (words(), value(depth - 1)) })
        }
    }

    private mutating func number() -> String {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return pick(["0", "-0", "1", "-17", "123456789012345678901234567890", "9223372036854775808"])
        case 1:
            return pick(["0.0", "-0.0", "1E5", "1e-7", "1e16", "1E+22", "1e15", "9.85e15", "0.1", "5e-324", "1e-400"])
        case 2: return "\(Int64.random(in: .min ... .max, using: &random))"
        case 3: return "\(Int.random(in: 0..<100_000, using: &random)).\(Int.random(in: 0..<100_000, using: &random))"
        case 4: return "\(Int64.random(in: 1 << 53 ... 10_000_000_000_000_000, using: &random)).0"
        default:
            let digits = UInt64.random(in: .min ... .max, using: &random)
            return "\(digits).\(digits)e\(Int.random(in: -330...300, using: &random))"
        }
    }

    mutating func words() -> String {
        let parts = [
            "x", "import os", " ", "  ", "\t", "é", "e\u{301}", "\u{85}", "\u{2028}", "\u{2029}", "\r\n", "\n", "\r",
            "\u{b}",
            "\u{c}", "\u{1c}", "\u{1e}", "\u{1f}", "\u{0}", "\u{7f}", "\"", "\\", "/", "😀", "\u{ffff}", "日本", "\u{a0}",
            "'",
        ]
        return (0..<Int.random(in: 0...4, using: &random)).map { _ in pick(parts) }.joined()
    }

    /// `text` in one of its many spellings.
    mutating func string(_ text: String) -> String {
        var spelled = "\""
        for scalar in text.unicodeScalars { spelled += spelling(scalar) }
        return spelled + "\""
    }

    private mutating func spelling(_ scalar: Unicode.Scalar) -> String {
        let short: [UInt32: String] = [8: "b", 12: "f", 10: "n", 13: "r", 9: "t", 34: "\"", 92: "\\", 47: "/"]
        if let letter = short[scalar.value], chance(8) || scalar.value == 34 { return "\\" + letter }
        if scalar.value < 0x20 || scalar.value == 92 || Int.random(in: 0..<40, using: &random) == 0 {
            return String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16, uppercase: chance(5))
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
        return String(scalar)
    }

    mutating func list(_ count: ClosedRange<Int>, _ item: (inout NotebookGenerator) -> String) -> String {
        let items = (0..<Int.random(in: count, using: &random)).map { _ in item(&self) }
        return "[" + space() + items.joined(separator: space() + "," + space()) + space() + "]"
    }

    /// An object with its members shuffled and now and then one of them twice.
    mutating func object(_ members: [(String, String)]) -> String {
        var members = members.shuffled(using: &random)
        if chance(1), let member = members.first { members.append((member.0, member.1)) }
        let spelled = members.map { string($0.0) + space() + ":" + space() + $0.1 }
        return "{" + space() + spelled.joined(separator: space() + "," + space()) + space() + "}"
    }

    private mutating func space() -> String {
        pick(["", "", "", " ", "\n", "\r\n ", "\t", "\r"])
    }
}
