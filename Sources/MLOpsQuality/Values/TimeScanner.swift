/// Reads the parts of a date or time one after the other.
struct TimeScanner {
    static let microsecondsPerDay: Int64 = 86_400_000_000

    private let text: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    var isAtEnd: Bool { position == text.count }
    var peek: UInt8? { position < text.count ? text[position] : nil }

    /// Passes `byte`; false when something else stands there.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    /// Exactly so many digits.
    mutating func number(digits: Int) -> Int64? {
        number(digits...digits)
    }

    /// As many digits as there are within `digits`.
    mutating func number(_ digits: ClosedRange<Int>) -> Int64? {
        var value: Int64 = 0
        var count = 0
        while count < digits.upperBound, let byte = peek, 0x30...0x39 ~= byte {
            value = value * 10 + Int64(byte - 0x30)
            count += 1
            position += 1
        }
        return count >= digits.lowerBound ? value : nil
    }

    /// A year of four digits or more, with an optional minus.
    mutating func year(maxDigits: Int = 9) -> Int64? {
        let sign: Int64 = skip(0x2d) ? -1 : 1
        return number(4...maxDigits).map { $0 * sign }
    }

    /// `YYYY-MM-DD` as days from 1970-01-01. The microseconds of a year of six digits would not fit into 64 bits.
    mutating func days() -> Int64? {
        guard let year = year(maxDigits: 5), skip(0x2d), let month = number(digits: 2), skip(0x2d),
            let day = number(digits: 2)
        else { return nil }
        return Self.days(year: year, month: month, day: day)
    }

    /// `hh:mm:ss` and an optional fraction, in microseconds; 24:00:00 ends a day.
    mutating func timeOfDay() -> Int64? {
        guard let hour = number(digits: 2), skip(0x3a), let minute = number(digits: 2), skip(0x3a),
            let second = number(digits: 2), let fraction = fraction()
        else { return nil }
        guard hour < 24 || (hour == 24 && minute == 0 && second == 0 && fraction == 0), minute < 60, second < 60 else {
            return nil
        }
        return ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
    }

    /// `.` and digits as microseconds, finer ones cut off; 0 when there is none.
    mutating func fraction() -> Int64? {
        guard skip(0x2e) else { return 0 }
        let start = position
        guard var value = number(1...6) else { return nil }
        for _ in (position - start)..<6 { value *= 10 }
        while let byte = peek, 0x30...0x39 ~= byte { position += 1 }
        return value
    }

    /// `Z`, `+hh:mm` or `-hh:mm` as minutes east of UTC, nil minutes when there is none; nil when it is malformed.
    mutating func zone() -> (minutes: Int64?, Void)? {
        if skip(0x5a) { return (0, ()) }
        guard peek == 0x2b || peek == 0x2d else { return (nil, ()) }
        let sign: Int64 = peek == 0x2d ? -1 : 1
        position += 1
        guard let hours = number(digits: 2), skip(0x3a), let minutes = number(digits: 2), hours <= 14, minutes < 60
        else { return nil }
        return (sign * (hours * 60 + minutes), ())
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar; nil when there is no such day.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
        guard 1...12 ~= month, day >= 1, day <= length(of: month, year) else { return nil }
        // Howard Hinnant's days_from_civil: years start in March, so that the leap day is the last one.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func length(of month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
