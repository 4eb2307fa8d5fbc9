internal import Glibc

/// Numbers and durations as people read them. Machine output never goes through here.
package enum DecimalText {
    /// At most `digits` significant digits, as C's `%.*g`: 0.93057 becomes 0.9306 with four.
    package static func significant(_ value: Double, digits: Int) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        var buffer = [CChar](repeating: 0, count: 64)
        _ = withVaList([Int32(digits), value]) { vsnprintf(&buffer, buffer.count, "%.*g", $0) }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// `0.4s`, `12s`, `3m05s`, `2h14m`, `3d04h`. A clock that was set back makes no negative time.
    package static func duration(milliseconds: Int64) -> String {
        let milliseconds = max(0, milliseconds)
        let seconds = milliseconds / 1000
        func padded(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        switch seconds {
        case ..<10: return "\(seconds).\(milliseconds % 1000 / 100)s"
        case ..<60: return "\(seconds)s"
        case ..<3600: return "\(seconds / 60)m\(padded(seconds % 60))s"
        case ..<86400: return "\(seconds / 3600)h\(padded(seconds % 3600 / 60))m"
        default: return "\(seconds / 86400)d\(padded(seconds % 86400 / 3600))h"
        }
    }
}
