/// What a reader accepts beyond or refuses within RFC 8259.
package struct JSONOptions: Sendable {
    /// Accept `NaN`, `Infinity` and `-Infinity`, as Python does.
    package var allowNonFinite: Bool
    /// How many arrays and objects may be open at once.
    package var maxDepth: Int
    /// Integers with more digits are refused (Python's own limit is 4300).
    package var maxIntegerDigits: Int

    package init(allowNonFinite: Bool = false, maxDepth: Int = 512, maxIntegerDigits: Int = .max) {
        self.allowNonFinite = allowNonFinite
        self.maxDepth = maxDepth
        self.maxIntegerDigits = maxIntegerDigits
    }

    /// RFC 8259 and no deeper than 512 levels.
    package static let strict = JSONOptions()
    /// With Python's three names for numbers that JSON lacks.
    package static let allowNonFinite = JSONOptions(allowNonFinite: true)
}
