/// How runs are written: `r-` and the first hexadecimal digits of the id.
package enum RunName {
    /// Eight digits: what notes and lists show. 10,000 runs collide with a chance of about one in a hundred, and a
    /// collision only asks for more digits.
    package static func short(_ id: String) -> String {
        "r-" + id.prefix(8)
    }

    /// The digits of `r-1a2b…` or of a bare id; nil when `text` cannot be one.
    package static func digits(_ text: String) -> String? {
        let digits = text.hasPrefix("r-") ? text.dropFirst(2) : text[...]
        let isHex = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isHex, digits.utf8.count <= 32, digits.utf8.count >= (text.hasPrefix("r-") ? 1 : 4) else { return nil }
        return String(digits)
    }
}
