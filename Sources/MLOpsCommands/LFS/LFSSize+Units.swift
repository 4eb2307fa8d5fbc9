extension LFSSize {
    private static let units: [(name: String, bytes: Int64)] = [
        ("b", 1), ("kb", 1000), ("mb", 1_000_000), ("gb", 1_000_000_000), ("tb", 1_000_000_000_000),
        ("pb", 1_000_000_000_000_000), ("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30), ("tib", 1 << 40),
        ("pib", 1 << 50),
    ]

    /// The bytes of `20 MB`, `3TiB` or `100`. Throws for anything else.
    static func bytes(_ text: String) throws -> Int64 {
        let digits = text.prefix { $0.isNumber || $0 == "." }
        let unit = text[digits.endIndex...].drop { $0 == " " }.lowercased()
        guard let number = Double(digits), number >= 0, number < 1e18,
            let scale = unit.isEmpty ? 1 : units.first(where: { $0.name == unit })?.bytes
        else { throw LFSExit("cannot parse --above=\"\(text)\": not a size") }
        return Int64(number * Double(scale))
    }

    /// The number of such units, one digit after the point below ten.
    static func text(_ bytes: Int64, in unit: String) throws -> String {
        guard let scale = units.first(where: { $0.name == unit.lowercased() })?.bytes else {
            throw LFSExit("cannot parse --unit: \"\(unit)\" is no unit")
        }
        let tenths = Int64((Double(bytes) / Double(scale) * 10 + 0.5).rounded(.down))
        return tenths >= 100 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }
}
