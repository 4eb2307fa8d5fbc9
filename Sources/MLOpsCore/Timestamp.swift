internal import Glibc

/// Points in time, milliseconds since 1970 UTC, as text.
package enum Timestamp {
    /// RFC 3339 in UTC with milliseconds: `2026-01-02T03:04:05.678Z`. For programs.
    package static func rfc3339(_ milliseconds: Int64) -> String {
        let (seconds, rest) = split(milliseconds)
        let fraction = String(rest)
        return format(seconds, "%Y-%m-%dT%H:%M:%S", local: false) + "."
            + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction + "Z"
    }

    /// `2026-01-02 03:04` in the local time zone. For people.
    package static func local(_ milliseconds: Int64) -> String {
        format(split(milliseconds).seconds, "%Y-%m-%d %H:%M", local: true)
    }

    /// `03:04:05.678000` in the local time zone: microseconds, as git's traces have them.
    package static func localClock(_ milliseconds: Int64) -> String {
        let (seconds, rest) = split(milliseconds)
        let fraction = String(rest * 1000)
        return format(seconds, "%H:%M:%S", local: true) + "."
            + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    }

    /// What ``rfc3339(_:)`` wrote, and any other date and time in UTC with a fraction of up to nine digits; nil for other
    /// texts.
    package static func milliseconds(rfc3339 text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z"), bytes[4] == 0x2d, bytes[7] == 0x2d,
            bytes[10] == UInt8(ascii: "T"), bytes[13] == 0x3a, bytes[16] == 0x3a
        else { return nil }
        func number(_ range: Range<Int>) -> Int32? {
            bytes[range].allSatisfy { (0x30...0x39).contains($0) }
                ? Int32(String(decoding: bytes[range], as: UTF8.self)) : nil
        }
        var parts = tm()
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        parts.tm_year = year - 1900
        parts.tm_mon = month - 1
        parts.tm_mday = day
        parts.tm_hour = hour
        parts.tm_min = minute
        parts.tm_sec = second
        var fraction: Int64 = 0
        if bytes.count > 20 {
            guard bytes[19] == 0x2e, bytes.count <= 30, let digits = number(20..<bytes.count - 1) else { return nil }
            let places = bytes.count - 21
            fraction = Int64(digits)
            for _ in 0..<max(0, places - 3) { fraction /= 10 }
            for _ in 0..<max(0, 3 - places) { fraction *= 10 }
        }
        return Int64(timegm(&parts)) * 1000 + fraction
    }

    private static func split(_ milliseconds: Int64) -> (seconds: Int64, rest: Int64) {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? (quotient - 1, remainder + 1000) : (quotient, remainder)
    }

    private static func format(_ seconds: Int64, _ pattern: String, local: Bool) -> String {
        var time = time_t(seconds)
        var parts = tm()
        if local { localtime_r(&time, &parts) } else { gmtime_r(&time, &parts) }
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, pattern, &parts)
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
