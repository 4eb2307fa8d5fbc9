/// Why a text is not a pattern, and at which of its characters.
package struct PatternError: Error, CustomStringConvertible {
    package let description: String
}
