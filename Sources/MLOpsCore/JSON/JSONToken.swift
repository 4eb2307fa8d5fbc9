/// One value of a JSON text as a span of its bytes. The tokens of a text lie in one array in reading order; those
/// of an array's or object's children follow it directly, in an object each value after its key.
package struct JSONToken: Sendable {
    package enum Kind: UInt8, Sendable {
        case null, `true`, `false`
        /// A number without fraction and exponent.
        case integer
        /// A number with a fraction or an exponent.
        case real
        /// `NaN`, `Infinity` or `-Infinity`.
        case nonFinite
        case string, array, object
    }

    /// What a string holds between its quotes.
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let escapes = Flags(rawValue: 1)
        package static let nonASCII = Flags(rawValue: 2)
        /// A `\ud800`...`\udfff` without its other half: text that no UTF-8 can hold.
        package static let loneSurrogate = Flags(rawValue: 4)
    }

    /// First byte; of a string, the one after the quote.
    package let start: UInt32
    /// The byte after the last; of a string, the closing quote.
    package internal(set) var end: UInt32
    /// Index of the token after this value and all it holds.
    package internal(set) var next: UInt32
    package let kind: Kind
    package internal(set) var flags: Flags

    package var range: Range<Int> { Int(start)..<Int(end) }
}
