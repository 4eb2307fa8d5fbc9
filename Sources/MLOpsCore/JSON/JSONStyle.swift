/// How a value is laid out as text.
package struct JSONStyle: Sendable, Equatable {
    /// Spaces per level; nil writes everything on one line without spaces.
    package var indent: Int?
    /// Members by the UTF-8 bytes of their names (code point order) instead of their own order.
    package var sortedKeys: Bool
    /// Everything from 0x7f on as `\uXXXX`.
    package var asciiOnly: Bool
    /// Write `NaN`, `Infinity`, `-Infinity` bare, as Python does; otherwise they become strings.
    package var bareNonFinite: Bool

    /// Blanks behind `,` and `:` where everything is on one line.
    package var isSpaced = false

    package init(indent: Int?, sortedKeys: Bool = false, asciiOnly: Bool = false, bareNonFinite: Bool = false) {
        self.indent = indent
        self.sortedKeys = sortedKeys
        self.asciiOnly = asciiOnly
        self.bareNonFinite = bareNonFinite
    }

    /// One line, no spaces.
    package static let compact = JSONStyle(indent: nil)
    /// Two spaces per level, `": "` after names, no newline at the end.
    package static let pretty = JSONStyle(indent: 2)

    /// What Python's `json.dumps(…, sort_keys=True)` writes.
    package static let python: JSONStyle = {
        var style = JSONStyle(indent: nil, sortedKeys: true, asciiOnly: true, bareNonFinite: true)
        style.isSpaced = true
        return style
    }()

    package static func compact(sortedKeys: Bool, asciiOnly: Bool = false) -> JSONStyle {
        JSONStyle(indent: nil, sortedKeys: sortedKeys, asciiOnly: asciiOnly)
    }

    package static func pretty(sortedKeys: Bool, asciiOnly: Bool = false) -> JSONStyle {
        JSONStyle(indent: 2, sortedKeys: sortedKeys, asciiOnly: asciiOnly)
    }
}
