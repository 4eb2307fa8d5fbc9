/// Turns offsets into lines; only for what is told, because it counts from the start.
enum LineCount {
    /// The physical line that byte `offset` is on, from 1.
    static func line(of offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var line = 1
        for index in 0..<min(offset, text.count) {
            let byte = text[index]
            if byte == 0x0a || (byte == 0x0d && (index + 1 >= text.count || text[index + 1] != 0x0a)) { line += 1 }
        }
        return line
    }
}
