internal import MLOpsCore

/// Guesses the delimiter of a file from all of its rows.
enum DialectSniffer {
    /// The name's own delimiter when every row has the header's width by it (and more than one column); otherwise
    /// the candidate that gives all rows the same, largest width.
    static func dialect(of text: UnsafeBufferPointer<UInt8>, name: RepoPath) -> CSVDialect {
        let stated = CSVDialect(name: name)
        var best = (dialect: stated, width: evenWidth(text, stated) ?? 1)
        guard best.width < 2 else { return stated }
        for delimiter in CSVDialect.commonDelimiters where delimiter != stated.delimiter {
            var dialect = stated
            dialect.delimiter = delimiter
            if let width = evenWidth(text, dialect), width > best.width { best = (dialect, width) }
        }
        return best.dialect
    }

    /// The width of the rows; nil when they differ.
    private static func evenWidth(_ text: UnsafeBufferPointer<UInt8>, _ dialect: CSVDialect) -> Int? {
        var reader = CSVReader(text, dialect: dialect)
        guard reader.next() else { return nil }
        let width = reader.fieldCount
        while reader.next() {
            guard reader.fieldCount == width || reader.isBlank, reader.flaw == nil else { return nil }
        }
        return width
    }
}
