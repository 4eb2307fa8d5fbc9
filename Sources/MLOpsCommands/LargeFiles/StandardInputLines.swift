internal import Glibc

/// Lines of standard input as they arrive.
struct StandardInputLines {
    private var pending: [UInt8] = []
    private var start = 0

    /// The next line without its line feed; nil at the end.
    mutating func next() -> String? {
        while true {
            if let end = pending[start...].firstIndex(of: 0x0a) {
                defer { start = end + 1 }
                return String(decoding: pending[start..<end], as: UTF8.self)
            }
            pending.removeSubrange(..<start)
            start = 0
            guard fill() else { return rest() }
        }
    }

    private mutating func rest() -> String? {
        if pending.isEmpty { return nil }
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    private mutating func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(0, &chunk, chunk.count)
            if count > 0 { pending += chunk[..<count] }
            if count >= 0 || errno != EINTR { return count > 0 }
        }
    }
}
