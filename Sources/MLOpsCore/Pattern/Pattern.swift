/// A regular expression over whole values, as XML Schema and Table Schema mean it. It runs in time proportional to
/// the value (all alternatives at once, never back), because patterns come from a repository.
///
/// Known: literals, `.`, classes with ranges and negation, `\d \w \s` and their negations, `\p{L}`-like categories
/// by their first letter, groups (capturing or `(?:`), `|`, `? * + {n} {n,} {n,m}` (a trailing `?` changes nothing
/// on whole values), and `^` and `$` at the ends. Not known: back references and lookaround.
package struct Pattern: Sendable {
    /// As it stands in the schema.
    package let source: String
    let program: PatternProgram

    package init(_ source: String) throws(PatternError) {
        self.source = source
        var parser = PatternParser(source)
        program = try PatternProgram(try parser.parse())
    }

    /// Whether the whole of `value` matches. Each call is independent; ``PatternMatcher`` is quicker for many.
    package func matches(_ value: String) -> Bool {
        var matcher = PatternMatcher(self)
        var value = value
        return value.withUTF8 { matcher.matches($0) }
    }
}
