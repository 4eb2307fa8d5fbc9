/// One field of a record as a span of the text.
struct CSVField {
    /// The content: between the quotes when it is quoted.
    let start: Int
    let end: Int
    let isQuoted: Bool
    /// Quotes or escapes inside must be resolved to get the value.
    let isEscaped: Bool
}

/// Cuts a delimited text into records, one at a time and without copying: RFC 4180 with CR, LF or CRLF as line
/// end, and what the dialect adds. Malformed quoting is noted, never fatal. The text may come in pieces: see ``needsMore``.
struct CSVReader {
    enum Flaw { case unclosedQuote, textAfterQuote }

    private(set) var text: UnsafeBufferPointer<UInt8>
    let dialect: CSVDialect
    /// At most so many fields of a record are kept; all are counted.
    let maxFields: Int
    /// The record that ``next()`` found.
    private(set) var fields: [CSVField] = []
    private(set) var fieldCount = 0
    private(set) var start = 0
    /// The physical line the record starts on, from 1. A quoted field may span several.
    private(set) var line = 1
    private(set) var flaw: Flaw?
    /// Where reading goes on: behind the record and its line end.
    private(set) var position: Int
    /// Where the search for the record began, comments before it included, and the physical line that is.
    private(set) var base = 0
    private(set) var baseLine = 1
    /// ``next()`` found no whole record because the text goes on: give it more by ``resume(in:isLast:)``.
    private(set) var needsMore = false
    private var isLast = true
    private var nextLine = 1
    private var scratch: [UInt8] = []

    /// A byte order mark at the start is skipped.
    /// `isLast`: nothing follows on `text`.
    init(_ text: UnsafeBufferPointer<UInt8>, isLast: Bool = true, dialect: CSVDialect, maxFields: Int = 16_384) {
        self.text = text
        self.isLast = isLast
        self.dialect = dialect
        self.maxFields = maxFields
        position = text.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        fields.reserveCapacity(64)
    }

    /// Goes on in `text`, which begins with what stood at ``base``.
    mutating func resume(in text: UnsafeBufferPointer<UInt8>, isLast: Bool) {
        self.text = text
        self.isLast = isLast
        position = 0
    }

    /// Reads the next record; false at the end of the text.
    mutating func next() -> Bool {
        base = position
        baseLine = nextLine
        needsMore = false
        skipComments()
        guard position < text.count else { return pause() }
        fields.removeAll(keepingCapacity: true)
        fieldCount = 0
        flaw = nil
        start = position
        line = nextLine
        while scanField() {}
        // What ends where the text does may go on, if only with the LF of a CRLF.
        return isLast || position < text.count ? true : pause()
    }

    private mutating func pause() -> Bool {
        guard !isLast else { return false }
        needsMore = true
        position = base
        nextLine = baseLine
        return false
    }

    /// The record's values as text.
    var values: [String] {
        mutating get {
            var values: [String] = []
            for field in fields { values.append(withValue(field) { String(decoding: $0, as: UTF8.self) }) }
            return values
        }
    }

    /// Whether the record is an empty line.
    var isBlank: Bool {
        fieldCount == 1 && !fields[0].isQuoted && fields[0].start == fields[0].end
    }

    private mutating func skipComments() {
        guard let comment = dialect.comment else { return }
        while position < text.count, text[position] == comment {
            while position < text.count, !isLineEnd(text[position]) { position += 1 }
            _ = endRecord()
        }
    }

    private func isLineEnd(_ byte: UInt8) -> Bool {
        byte == 0x0a || byte == 0x0d
    }

    /// Reads one field and the delimiter after it; false when the record ended.
    private mutating func scanField() -> Bool {
        if dialect.skipInitialSpace {
            while position < text.count, text[position] == 0x20 { position += 1 }
        }
        if let quote = dialect.quote, position < text.count, text[position] == quote {
            scanQuoted(quote)
        } else {
            let isEscaped = scanPlain(from: position)
            add(CSVField(start: plainStart, end: position, isQuoted: false, isEscaped: isEscaped))
        }
        guard position < text.count, text[position] == dialect.delimiter else { return endRecord() }
        position += 1
        return true
    }

    private var plainStart = 0

    /// Moves to the delimiter or line end; whether an escape was passed.
    private mutating func scanPlain(from start: Int) -> Bool {
        plainStart = start
        let delimiter = dialect.delimiter
        var index = start
        guard let escape = dialect.escape else {
            while index < text.count {
                let byte = text[index]
                if byte == delimiter || byte == 0x0a || byte == 0x0d { break }
                index += 1
            }
            position = index
            return false
        }
        var isEscaped = false
        while index < text.count, text[index] != delimiter, !isLineEnd(text[index]) {
            if text[index] == escape, index + 1 < text.count {
                isEscaped = true
                index += 1
            }
            index += 1
        }
        position = min(index, text.count)
        return isEscaped
    }

    private mutating func scanQuoted(_ quote: UInt8) {
        let start = position + 1
        var isEscaped = false
        var index = start
        while index < text.count {
            let byte = text[index]
            if byte == quote {
                guard dialect.doubleQuote, index + 1 < text.count, text[index + 1] == quote else { break }
                isEscaped = true
                index += 1
            } else if byte == dialect.escape {
                isEscaped = true
                index += 1
            } else if byte == 0x0a || (byte == 0x0d && (index + 1 >= text.count || text[index + 1] != 0x0a)) {
                nextLine += 1
            }
            index += 1
        }
        let end = min(index, text.count)
        add(CSVField(start: start, end: end, isQuoted: true, isEscaped: isEscaped))
        position = min(end + 1, text.count)
        if end == text.count { flaw = .unclosedQuote }
        skipTextAfterQuote()
    }

    private mutating func skipTextAfterQuote() {
        guard position < text.count, text[position] != dialect.delimiter, !isLineEnd(text[position]) else { return }
        if flaw == nil { flaw = .textAfterQuote }
        _ = scanPlain(from: position)
    }

    private mutating func add(_ field: CSVField) {
        fieldCount += 1
        if fieldCount <= maxFields { fields.append(field) }
    }

    /// Passes the line end; always false.
    private mutating func endRecord() -> Bool {
        guard position < text.count else { return false }
        if text[position] == 0x0d, position + 1 < text.count, text[position + 1] == 0x0a { position += 1 }
        position += 1
        nextLine += 1
        return false
    }

    /// Calls `body` with the value of a field, quotes and escapes resolved.
    mutating func withValue<Result>(_ field: CSVField, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let raw = UnsafeBufferPointer(rebasing: text[field.start..<field.end])
        guard field.isEscaped else { return body(raw) }
        scratch.removeAll(keepingCapacity: true)
        var index = 0
        while index < raw.count {
            let isPair = raw[index] == dialect.escape || (field.isQuoted && raw[index] == dialect.quote)
            if isPair, index + 1 < raw.count { index += 1 }
            scratch.append(raw[index])
            index += 1
        }
        return scratch.withUnsafeBufferPointer(body)
    }
}
