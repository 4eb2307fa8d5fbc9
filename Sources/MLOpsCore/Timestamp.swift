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
