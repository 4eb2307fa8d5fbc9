internal import Glibc

/// The local year, for licences.
enum Calendar {
    static func year(_ milliseconds: Int64) -> Int {
        var seconds = time_t(milliseconds / 1000)
        var fields = tm()
        localtime_r(&seconds, &fields)
        return Int(fields.tm_year) + 1900
    }
}
