internal import MLOpsCore

/// A row of a delimited file as it stands there, and the values of some of its columns. What it points to is valid while
/// the row is looked at.
package struct CSVFileRow {
    /// From 1; 0 is the header, whose values are the columns' names.
    package let number: Int
    /// With its line end, and at the start of a file with the byte order mark.
    package let raw: UnsafeRawBufferPointer
    package let values: [String]

    /// The row without its line end.
    package var content: UnsafeRawBufferPointer {
        var end = raw.count
        if end > 0, raw[end - 1] == 0x0a { end -= 1 }
        if end > 0, raw[end - 1] == 0x0d { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: raw[..<end])
    }

    /// Calls `body` with each row of the file at `path`, the header first; empty lines are no rows. Takes no more memory
    /// than the longest row. A column that is not there, or a row without a value for it, is an error.
    package static func forEach(
        in path: String, name: String, columns: [String], _ body: (CSVFileRow) throws -> Void
    ) throws {
        let result = try TableContent.file(path).withText { text in
            Result { try forEach(in: text, name: name, columns: columns, body) }
        }
        try result.get()
    }

    private static func forEach(
        in text: CSVText, name: String, columns: [String], _ body: (CSVFileRow) throws -> Void
    ) throws {
        var records = CSVRecords(text, dialect: CSVDialect(name: RepoPath(name)))
        var places: [Int] = []
        var number = 0
        while records.next() {
            if records.reader.isBlank { continue }
            if number == 0 { places = try self.places(of: columns, among: records.reader.values, name) }
            let start = number == 0 && records.offset == 0 ? 0 : records.reader.start
            let raw = UnsafeRawBufferPointer(
                rebasing: UnsafeRawBufferPointer(records.reader.text)[start..<records.reader.position])
            let values = try places.map { place in
                guard place < records.reader.fields.count else {
                    throw Diagnostic.fatal(
                        "\(name): row \(number) has no value for '\(columns[places.firstIndex(of: place)!])'")
                }
                return records.reader.withValue(records.reader.fields[place]) { String(decoding: $0, as: UTF8.self) }
            }
            try body(CSVFileRow(number: number, raw: raw, values: values))
            number += 1
        }
    }

    private static func places(of columns: [String], among header: [String], _ name: String) throws -> [Int] {
        try columns.map { column in
            guard let place = header.firstIndex(of: column) else {
                throw Diagnostic.fatal(
                    "\(name): there is no column '\(column)', only \(header.prefix(20).joined(separator: ", "))")
            }
            return place
        }
    }
}
