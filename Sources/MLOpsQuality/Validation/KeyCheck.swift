internal import MLOpsCore

/// Finds rows that repeat the values of earlier ones in some columns. Rows in which one of them is missing do not
/// take part, as in SQL.
struct KeyCheck {
    /// The columns in the file and their fields.
    let columns: [(index: Int, field: SchemaField)]
    var tally: RuleTally
    /// False: repeats are counted for a quality rule, not told.
    let isConstraint: Bool
    private var index = UniqueIndex()
    private var key: [UInt8] = []

    init(_ columns: [(index: Int, field: SchemaField)], rule: String, isConstraint: Bool) {
        self.columns = columns
        self.isConstraint = isConstraint
        tally = RuleTally(rule, field: columns.count == 1 ? columns[0].field.name : nil)
    }

    mutating func check(_ reader: inout CSVReader, _ place: RowPlace, limit: Int) {
        guard Self.makeKey(columns, &reader, &key) else { return }
        let key = key
        let columns = columns
        let text = reader.text
        let dialect = reader.dialect
        let earlier = index.insert(key, at: reader.start) { row in
            var other = CSVReader(text, dialect: dialect)
            var otherKey: [UInt8] = []
            other.seek(to: row)
            return other.next() && Self.makeKey(columns, &other, &otherKey) && otherKey == key
        }
        guard let earlier else { return }
        var copy = reader
        tally.add(place, limit: isConstraint ? limit : 0) {
            (Self.describe(columns, &copy) + " repeats line \(LineCount.line(of: earlier, in: text))", nil)
        }
    }

    /// Puts the values of the columns together so that equal keys have equal bytes; false when one is missing.
    private static func makeKey(
        _ columns: [(index: Int, field: SchemaField)], _ reader: inout CSVReader, _ key: inout [UInt8]
    ) -> Bool {
        key.removeAll(keepingCapacity: true)
        for (index, field) in columns {
            guard index < reader.fields.count else { return false }
            let isPresent = reader.withValue(reader.fields[index]) { cell in
                if field.isMissing(cell) { return false }
                let start = key.count
                (field.type.parse(cell) ?? .text).appendKey(cell, to: &key)
                // The length keeps ("ab", "c") and ("a", "bc") apart.
                withUnsafeBytes(of: UInt64(key.count - start).littleEndian) { key.append(contentsOf: $0) }
                return true
            }
            guard isPresent else { return false }
        }
        return true
    }

    private static func describe(_ columns: [(index: Int, field: SchemaField)], _ reader: inout CSVReader) -> String {
        var values: [String] = []
        for (index, _) in columns { values.append(reader.withValue(reader.fields[index]) { Count.quoted($0) }) }
        let names = columns.map(\.field.name)
        guard names.count > 1 else { return "\(names[0]) = \(values[0])" }
        return "(\(names.joined(separator: ", "))) = (\(values.joined(separator: ", ")))"
    }
}

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
