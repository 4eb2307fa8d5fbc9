internal import MLOpsCore

/// Cuts one text, given as the strings it is joined from, into an array of lines as `str.splitlines` does:
/// after LF, CR, CRLF, VT, FF, FS, GS, RS, NEL, LS and PS. No list of lines is ever built.
struct NotebookLines {
    let keepsEnds: Bool
    private var isOpen = false
    /// A CR was written; a LF may still belong to the same line end.
    private var afterReturn = false

    init(keepsEnds: Bool) {
        self.keepsEnds = keepsEnds
    }

    /// Writes the array; `separator` stands between the strings.
    static func write(_ strings: [Int], separator: Bool, keepsEnds: Bool, to writer: inout NotebookWriter) {
        var lines = NotebookLines(keepsEnds: keepsEnds)
        writer.open(.openArray)
        for (index, string) in strings.enumerated() {
            if separator, index > 0 { lines.add(0x0a, to: &writer) }
            lines.add(string: string, to: &writer)
        }
        if lines.isOpen { lines.end(&writer) }
        writer.close(.closeArray)
    }

    private mutating func add(string: Int, to writer: inout NotebookWriter) {
        let range = writer.document.tape.tokens[string].range
        // The array is retained here so that the pointer does not overlap with writing to `writer`.
        let bytes = writer.document.tape.bytes
        bytes.withUnsafeBufferPointer { add(UnsafeBufferPointer(rebasing: $0[range]), to: &writer) }
    }

    private mutating func add(_ text: UnsafeBufferPointer<UInt8>, to writer: inout NotebookWriter) {
        var index = 0
        while index < text.count {
            let end = JSONText.endOfPlainRun(in: text, from: index)
            if end > index {
                let run = UnsafeBufferPointer(rebasing: text[index..<end])
                open(&writer)
                JSONText.appendPlain(run, ascii: writer.layout.asciiOnly, to: &writer.output)
            }
            guard end < text.count else { return }
            let unit = JSONText.unit(in: text, at: end)
            add(unit.scalar, to: &writer)
            index = end + unit.length
        }
    }

    private mutating func add(_ scalar: UInt32, to writer: inout NotebookWriter) {
        if afterReturn, scalar == 0x0a {
            if keepsEnds { append(scalar, to: &writer) }
            end(&writer)
            return
        }
        open(&writer)
        guard Self.endsLine(scalar) else { return append(scalar, to: &writer) }
        if keepsEnds { append(scalar, to: &writer) }
        if scalar == 0x0d {
            afterReturn = true
        } else {
            end(&writer)
        }
    }

    private func append(_ scalar: UInt32, to writer: inout NotebookWriter) {
        JSONText.append(scalar, ascii: writer.layout.asciiOnly, to: &writer.output)
    }

    /// Makes sure that a line is open that may take more text.
    private mutating func open(_ writer: inout NotebookWriter) {
        if afterReturn { end(&writer) }
        guard !isOpen else { return }
        writer.startItem()
        writer.output.append(0x22)
        isOpen = true
    }

    private mutating func end(_ writer: inout NotebookWriter) {
        writer.output.append(0x22)
        isOpen = false
        afterReturn = false
    }

    private static func endsLine(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x0a...0x0d, 0x1c...0x1e, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}
