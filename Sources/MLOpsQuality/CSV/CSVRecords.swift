/// The records of a text that comes in pieces.
struct CSVRecords {
    let text: CSVText
    var reader: CSVReader
    /// Where in the text its window begins.
    private(set) var offset = 0

    init(_ text: CSVText, dialect: CSVDialect, maxFields: Int = 16_384) {
        self.text = text
        reader = CSVReader(text.window, isLast: text.isLast, dialect: dialect, maxFields: maxFields)
    }

    /// Reads the next record, through as much of the text as that takes; false at the end. `look` sees each new window
    /// and the offset of its beginning in the text.
    mutating func next(_ look: (CSVText, Int) -> Void = { _, _ in }) -> Bool {
        var isThere = reader.next()
        while reader.needsMore {
            offset += reader.base
            text.advance(keepingFrom: reader.base)
            look(text, offset)
            reader.resume(in: text.window, isLast: text.isLast)
            isThere = reader.next()
        }
        return isThere
    }
}
