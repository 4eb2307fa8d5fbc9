/// What a cell says, as far as comparing goes.
enum CellValue: Sendable, Equatable {
    /// Text, or a value that compares as it is written.
    case text
    case integer(Int64)
    /// An integer beyond 64 bits: its canonical digits.
    case bigInteger([UInt8])
    case number(Double)
    case boolean(Bool)
    /// Days, months or years from the year 0, or microseconds of a day.
    case ordinal(Int64)
    /// Microseconds from 1970; those with a zone are in UTC.
    case instant(Int64, zoned: Bool)
    case duration(months: Int64, microseconds: Int64)

    /// The value on a line of numbers; nil when it has no place there.
    var position: Double? {
        switch self {
        case .text, .boolean, .duration: nil
        case .integer(let value), .ordinal(let value), .instant(let value, _): Double(value)
        case .bigInteger(let digits): Double(String(decoding: digits, as: UTF8.self))
        case .number(let value): value
        }
    }

    /// Whether the value comes before `other`; false when they cannot be compared (NaN).
    func precedes(_ other: CellValue) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left < right
        case (.ordinal(let left), .ordinal(let right)): left < right
        case (.instant(let left, _), .instant(let right, _)): left < right
        case (.duration(let months, let rest), .duration(let otherMonths, let otherRest)):
            DurationText.precedes((months, rest), (otherMonths, otherRest))
        default: (position ?? .nan) < (other.position ?? .nan)
        }
    }

    /// Appends bytes that are equal for equal values of one field. `cell` is what was read.
    func appendKey(_ cell: UnsafeBufferPointer<UInt8>, to key: inout [UInt8]) {
        switch self {
        case .text: key.append(contentsOf: cell)
        case .integer(let value), .ordinal(let value): Self.append(UInt64(bitPattern: value), to: &key)
        case .instant(let value, let zoned):
            Self.append(UInt64(bitPattern: value), to: &key)
            key.append(zoned ? 1 : 0)
        case .duration(let months, let rest):
            Self.append(UInt64(bitPattern: months), to: &key)
            Self.append(UInt64(bitPattern: rest), to: &key)
        case .bigInteger(let digits): key += digits
        // Both zeros are one number.
        case .number(let value): Self.append((value == 0 ? 0 : value).bitPattern, to: &key)
        case .boolean(let value): key.append(value ? 1 : 0)
        }
    }

    private static func append(_ bits: UInt64, to key: inout [UInt8]) {
        for shift in stride(from: 0, to: 64, by: 8) { key.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
    }
}
