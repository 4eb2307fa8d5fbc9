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
        guard makeKey(&reader), let earlier = index.insert(key, at: reader.start) else { return }
        let text = reader.text
        let columns = columns
        var copy = reader
        tally.add(place, limit: isConstraint ? limit : 0) {
            (Self.describe(columns, &copy) + " repeats line \(LineCount.line(of: earlier, in: text))", nil)
        }
    }

    /// Puts the values of the columns together so that equal keys have equal bytes; false when one is missing.
    private mutating func makeKey(_ reader: inout CSVReader) -> Bool {
        key.removeAll(keepingCapacity: true)
        for (index, field) in columns {
            guard index < reader.fields.count else { return false }
            let isPresent = reader.withValue(reader.fields[index]) { cell in
                if field.isMissing(cell) { return false }
                let start = key.count
                let value = field.type.parse(cell)
                key.append(value == nil ? 0 : 1)
                (value ?? .text).appendKey(cell, to: &key)
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
