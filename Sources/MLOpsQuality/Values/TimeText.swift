/// Reads dates and times as Table Schema writes them (the forms of XML Schema), or by a pattern.
enum TimeText {
    /// `YYYY-MM-DD`.
    static func date(_ cell: UnsafeBufferPointer<UInt8>, _ format: TimeFormat) -> CellValue? {
        if case .pattern(let pattern) = format { return pattern.parse(cell).map { .ordinal($0.days) } }
        var scanner = TimeScanner(cell)
        guard let days = scanner.days(), scanner.isAtEnd else { return nil }
        return .ordinal(days)
    }

    /// `hh:mm:ss`, with fractions and a zone where `any` format is asked for.
    static func time(_ cell: UnsafeBufferPointer<UInt8>, _ format: TimeFormat) -> CellValue? {
        if case .pattern(let pattern) = format { return pattern.parse(cell).map { .ordinal($0.microseconds) } }
        var scanner = TimeScanner(cell)
        guard let time = scanner.timeOfDay(), let zone = scanner.zone(), scanner.isAtEnd else { return nil }
        if case .any = format { return .ordinal(time - (zone.minutes ?? 0) * 60_000_000) }
        return zone.minutes == nil ? .ordinal(time) : nil
    }

    /// `YYYY-MM-DDThh:mm:ss`, with fractions and a zone or without.
    static func datetime(_ cell: UnsafeBufferPointer<UInt8>, _ format: TimeFormat) -> CellValue? {
        if case .pattern(let pattern) = format {
            return pattern.parse(cell).map {
                .instant($0.days * TimeScanner.microsecondsPerDay + $0.microseconds, zoned: $0.isZoned)
            }
        }
        var scanner = TimeScanner(cell)
        guard let days = scanner.days() else { return nil }
        var isLoose = false
        if case .any = format { isLoose = true }
        if isLoose, scanner.isAtEnd { return .instant(days * TimeScanner.microsecondsPerDay, zoned: false) }
        guard scanner.skip(0x54) || (isLoose && scanner.skip(0x20)), let time = scanner.timeOfDay(),
            let zone = scanner.zone(), scanner.isAtEnd
        else { return nil }
        let local = days * TimeScanner.microsecondsPerDay + time
        return .instant(local - (zone.minutes ?? 0) * 60_000_000, zoned: zone.minutes != nil)
    }

    /// Four digits or more, with an optional minus.
    static func year(_ cell: UnsafeBufferPointer<UInt8>) -> CellValue? {
        var scanner = TimeScanner(cell)
        guard let year = scanner.year(), scanner.isAtEnd else { return nil }
        return .ordinal(year)
    }

    /// `YYYY-MM`.
    static func yearmonth(_ cell: UnsafeBufferPointer<UInt8>) -> CellValue? {
        var scanner = TimeScanner(cell)
        guard let year = scanner.year(), scanner.skip(0x2d), let month = scanner.number(digits: 2), 1...12 ~= month,
            scanner.isAtEnd
        else { return nil }
        return .ordinal(year * 12 + month)
    }
}
