/// Collects the fields of a pattern.
struct TimePatternReader {
    var scanner: TimeScanner
    private let text: UnsafeBufferPointer<UInt8>
    private var year: Int64 = 1900
    private var month: Int64 = 1
    private var day: Int64 = 1
    private var dayOfYear: Int64?
    private var hour: Int64 = 0
    private var minute: Int64 = 0
    private var second: Int64 = 0
    private var microsecond: Int64 = 0
    private var isAfternoon: Bool?
    private var zone: Int64?

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        scanner = TimeScanner(text)
    }

    /// Reads one field; false when it is not there.
    mutating func read(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "Y"): read(4...4, 1...9999, into: \.year)
        case UInt8(ascii: "y"): readShortYear()
        case UInt8(ascii: "m"): read(1...2, 1...12, into: \.month)
        case UInt8(ascii: "d"): read(1...2, 1...31, into: \.day)
        case UInt8(ascii: "H"): read(1...2, 0...23, into: \.hour)
        case UInt8(ascii: "I"): read(1...2, 1...12, into: \.hour)
        case UInt8(ascii: "M"): read(1...2, 0...59, into: \.minute)
        case UInt8(ascii: "S"): read(1...2, 0...61, into: \.second)
        case UInt8(ascii: "f"): readFraction()
        case UInt8(ascii: "p"): readHalf()
        case UInt8(ascii: "b"), UInt8(ascii: "B"): readMonth()
        case UInt8(ascii: "j"): readDayOfYear()
        case UInt8(ascii: "z"): readZone()
        default: readZoneName()
        }
    }

    private mutating func read(
        _ digits: ClosedRange<Int>, _ values: ClosedRange<Int64>, into field: WritableKeyPath<Self, Int64>
    ) -> Bool {
        guard let value = scanner.number(digits), values ~= value else { return false }
        self[keyPath: field] = value
        return true
    }

    /// 69 to 99 are of the twentieth century, as in POSIX.
    private mutating func readShortYear() -> Bool {
        guard let value = scanner.number(digits: 2) else { return false }
        year = value + (value < 69 ? 2000 : 1900)
        return true
    }

    private mutating func readDayOfYear() -> Bool {
        guard let value = scanner.number(1...3), 1...366 ~= value else { return false }
        dayOfYear = value
        return true
    }

    private mutating func readFraction() -> Bool {
        let start = scanner.position
        guard var value = scanner.number(1...6) else { return false }
        for _ in (scanner.position - start)..<6 { value *= 10 }
        microsecond = value
        return true
    }

    private mutating func readHalf() -> Bool {
        isAfternoon = rest.prefix(2).elementsEqual("pm".utf8)
        return rest.prefix(2).elementsEqual("pm".utf8) || rest.prefix(2).elementsEqual("am".utf8) ? pass(2) : false
    }

    private mutating func readMonth() -> Bool {
        let names = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ]
        let rest = rest
        for (index, name) in names.enumerated() {
            for length in [name.utf8.count, 3] where rest.prefix(length).elementsEqual(name.utf8.prefix(length)) {
                month = Int64(index + 1)
                return pass(length)
            }
        }
        return false
    }

    private mutating func readZone() -> Bool {
        if scanner.skip(0x5a) {
            zone = 0
            return true
        }
        let sign: Int64 = scanner.peek == 0x2d ? -1 : 1
        guard scanner.skip(0x2b) || scanner.skip(0x2d), let hours = scanner.number(digits: 2) else { return false }
        _ = scanner.skip(0x3a)
        guard let minutes = scanner.number(digits: 2), hours < 24, minutes < 60 else { return false }
        zone = sign * (hours * 60 + minutes)
        return true
    }

    private mutating func readZoneName() -> Bool {
        guard rest.starts(with: "utc".utf8) || rest.starts(with: "gmt".utf8) else { return false }
        zone = 0
        return pass(3)
    }

    /// What is left, in lower case; names are short.
    private var rest: [UInt8] {
        text[scanner.position...].prefix(9).map { 0x41...0x5a ~= $0 ? $0 | 0x20 : $0 }
    }

    private mutating func pass(_ count: Int) -> Bool {
        for _ in 0..<count {
            guard let byte = scanner.peek else { return false }
            _ = scanner.skip(byte)
        }
        return true
    }

    var result: TimePattern.Result? {
        let start =
            dayOfYear == nil
            ? TimeScanner.days(year: year, month: month, day: day) : TimeScanner.days(year: year, month: 1, day: 1)
        guard let start else { return nil }
        let clock = isAfternoon.map { hour % 12 + ($0 ? 12 : 0) } ?? hour
        let time = ((clock * 60 + minute - (zone ?? 0)) * 60 + second) * 1_000_000 + microsecond
        return TimePattern.Result(days: start + (dayOfYear ?? 1) - 1, microseconds: time, isZoned: zone != nil)
    }
}
