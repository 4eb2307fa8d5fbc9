/// Reads durations as ISO 8601 and XML Schema write them: `P1Y2M3DT4H5M6.7S`, `P3W`, `-P1D`.
enum DurationText {
    /// Units in the order they must stand in; those of the day stand behind a `T`.
    private static let units: [(letter: UInt8, isOfDay: Bool, months: Int64, seconds: Int64)] = [
        (UInt8(ascii: "Y"), false, 12, 0), (UInt8(ascii: "M"), false, 1, 0), (UInt8(ascii: "W"), false, 0, 604_800),
        (UInt8(ascii: "D"), false, 0, 86_400), (UInt8(ascii: "H"), true, 0, 3600), (UInt8(ascii: "M"), true, 0, 60),
        (UInt8(ascii: "S"), true, 0, 1),
    ]

    /// 290,000 years: their microseconds fit into 64 bits.
    private static let maxSeconds: Int64 = 9_000_000_000_000

    /// A fraction may stand in the seconds only. Numbers have at most nine digits.
    static func parse(_ cell: UnsafeBufferPointer<UInt8>) -> CellValue? {
        var scanner = TimeScanner(cell)
        let sign: Int64 = scanner.skip(0x2d) ? -1 : 1
        guard scanner.skip(UInt8(ascii: "P")), !scanner.isAtEnd else { return nil }
        var months: Int64 = 0
        var seconds: Int64 = 0
        var microseconds: Int64 = 0
        var next = 0
        var isOfDay = false
        while !scanner.isAtEnd {
            if !isOfDay, scanner.skip(UInt8(ascii: "T")) { isOfDay = true }
            guard let count = scanner.number(1...9) else { return nil }
            let hasFraction = scanner.peek == 0x2e
            guard let fraction = scanner.fraction(), let letter = scanner.peek, scanner.skip(letter) else { return nil }
            let found = units[next...].firstIndex { $0.letter == letter && $0.isOfDay == isOfDay }
            guard let found, !hasFraction || found == units.count - 1 else { return nil }
            months += count * units[found].months
            seconds += count * units[found].seconds
            microseconds += fraction
            next = found + 1
        }
        guard seconds < maxSeconds else { return nil }
        return .duration(months: sign * months, microseconds: sign * (seconds * 1_000_000 + microseconds))
    }

    /// Whether one is shorter than the other whenever they begin: a month has 28 to 31 days, so that `P1M` and `P30D`
    /// cannot be compared. The four beginnings are those of XML Schema.
    static func precedes(_ left: (months: Int64, microseconds: Int64), _ right: (months: Int64, microseconds: Int64))
        -> Bool
    {
        let beginnings: [(year: Int64, month: Int64)] = [(1696, 9), (1697, 2), (1903, 3), (1903, 7)]
        return beginnings.allSatisfy { year, month in
            let start = year * 12 + month - 1
            // Days first: in microseconds, a billion years do not fit into 64 bits.
            let (leftDays, leftRest) = end(start, left)
            let (rightDays, rightRest) = end(start, right)
            return (leftDays, leftRest) < (rightDays, rightRest)
        }
    }

    /// Where a duration ends that begins with the month `start`: days from 1970 and microseconds of the day.
    private static func end(_ start: Int64, _ duration: (months: Int64, microseconds: Int64)) -> (Int64, Int64) {
        let month = start + duration.months
        let year = month >= 0 ? month / 12 : (month - 11) / 12
        let days = TimeScanner.days(year: year, month: month - year * 12 + 1, day: 1) ?? 0
        let whole =
            duration.microseconds >= 0
            ? duration.microseconds / TimeScanner.microsecondsPerDay
            : (duration.microseconds - TimeScanner.microsecondsPerDay + 1) / TimeScanner.microsecondsPerDay
        return (days + whole, duration.microseconds - whole * TimeScanner.microsecondsPerDay)
    }
}
