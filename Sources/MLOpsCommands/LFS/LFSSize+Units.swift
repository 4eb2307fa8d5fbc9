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
        else { throw LFSExit("cannot parse --above=<n>: unknown unit: \"\(unit)\"") }
        return Int64(number * Double(scale))
    }

    /// The number of such units, one digit after the point below ten. Fewer than ten bytes count as that many units,
    /// as with Git LFS.
    static func text(_ bytes: Int64, in unit: String) throws -> String {
        guard let scale = units.first(where: { $0.name == unit.lowercased() })?.bytes else {
            throw LFSExit("cannot parse --unit=<unit>: unknown unit: \"\(unit.lowercased())\"")
        }
        let tenths = bytes < 10 ? bytes * 10 : Int64((Double(bytes) / Double(scale) * 10 + 0.5).rounded(.down))
        if scale == 1 { return String(bytes) }
        return tenths >= 100 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }
}
