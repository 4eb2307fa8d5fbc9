/// Counts lines; only for what is told, because it looks at every byte.
enum LineCount {
    /// How many lines end in `text`. A CR at its end counts when no LF follows there.
    static func lineEnds(in text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var count = 0
        for index in text.indices {
            let byte = text[index]
            let isPair = byte == 0x0d && index + 1 < text.base.count && text.base[index + 1] == 0x0a
            if byte == 0x0a || (byte == 0x0d && !isPair) { count += 1 }
        }
        return count
    }
}
