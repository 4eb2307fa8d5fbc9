internal import MLOpsCore

extension TableRun {
    /// Whether the text can be read at all; what is wrong with its encoding is noted.
    mutating func checkEncoding() -> Bool {
        if text.starts(with: [0xff, 0xfe]) || text.starts(with: [0xfe, 0xff]) {
            add("encoding") { ("is UTF-16 text", "convert it to UTF-8: iconv -f UTF-16 -t UTF-8") }
            return false
        }
        if let offset = text.firstIndex(of: 0) {
            add("encoding", RowPlace(line: LineCount.line(of: offset, in: text), record: nil)) {
                ("has a NUL byte", nil)
            }
        }
        if let offset = firstInvalid() {
            let byte = String(text[offset], radix: 16)
            add("encoding", RowPlace(line: LineCount.line(of: offset, in: text), record: nil)) {
                ("is not UTF-8 text (byte 0x\(byte))", "convert it to UTF-8: iconv -f WINDOWS-1252 -t UTF-8")
            }
        }
        return true
    }

    /// The first byte that is not part of UTF-8 text.
    private func firstInvalid() -> Int? {
        var index = 0
        while index < text.count {
            index = JSONText.endOfASCII(in: text, from: index)
            guard index < text.count else { return nil }
            let length = JSONText.sequenceLength(in: text, at: index)
            guard length > 0 else { return index }
            index += length
        }
        return nil
    }
}
