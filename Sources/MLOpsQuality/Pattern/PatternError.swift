/// Why a text is not a pattern, and at which of its characters.
struct PatternError: Error, CustomStringConvertible {
    let description: String
}
