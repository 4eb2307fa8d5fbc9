/// Why a text is not JSON, and where. Lines and columns start at 1; a column counts Unicode scalars.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible, DiagnosticConvertible {
    /// What is wrong, a clause without the place: "expected a value".
    package let reason: String
    package let line: Int
    package let column: Int
    /// The byte the error was found at, from 0.
    package let offset: Int

    package init(_ reason: String, line: Int, column: Int, offset: Int) {
        self.reason = reason
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// An error at byte `offset` of `text`; CR, LF and CRLF each end a line.
    init(_ reason: String, at offset: Int, of text: UnsafeBufferPointer<UInt8>) {
        var line = 1
        var column = 1
        var index = 0
        while index < min(offset, text.count) {
            let byte = text[index]
            let endsLine =
                byte == 0x0a || (byte == 0x0d && (index + 1 >= text.count || text[index + 1] != 0x0a))
            if endsLine {
                line += 1
                column = 1
            } else if byte & 0xc0 != 0x80 {
                column += 1
            }
            index += 1
        }
        self.init(reason, line: line, column: column, offset: offset)
    }

    package var description: String {
        "line \(line), column \(column): \(reason)"
    }

    package var diagnostic: Diagnostic {
        .fatal(description)
    }
}
