internal import MLOpsCore

/// Finds rows that repeat the values of earlier ones in some columns. Rows in which one of them is missing, or
/// not of its type, do not take part.
struct KeyCheck {
    var tally: RuleTally
    /// False: repeats are counted for a quality rule, not told.
    let isConstraint: Bool
    private var key: RowKey
    private var index = UniqueIndex()
    /// Nil as soon as the values do not ascend; ``index`` holds all of them then.
    private var ascending: AscendingKeys?

    init(_ columns: [(index: Int, field: SchemaField)], rule: String, isConstraint: Bool) {
        key = RowKey(columns)
        self.isConstraint = isConstraint
        tally = RuleTally(rule, field: columns.count == 1 ? columns[0].field.name : nil)
        if columns.count == 1, case .integer = columns[0].field.type { ascending = AscendingKeys() }
    }

    mutating func check(_ reader: inout CSVReader, _ place: RowPlace, limit: Int) {
        if ascending != nil, ascends(&reader) { return }
        guard key.take(&reader), let earlier = index.insert(key.bytes, at: reader.line) else { return }
        let key = key
        tally.add(place, limit: isConstraint ? limit : 0) { (key.describe(&reader) + " repeats line \(earlier)", nil) }
    }

    /// Whether the row's integer is larger than all before it, or takes no part. When one is not larger, or does not
    /// fit into 64 bits, the index takes over.
    private mutating func ascends(_ reader: inout CSVReader) -> Bool {
        let (column, field) = key.columns[0]
        guard column < reader.fields.count else { return true }
        let value = reader.withValue(reader.fields[column]) { cell in
            field.isMissing(cell) ? nil : field.type.parse(cell)
        }
        guard let value else { return true }
        if case .integer(let number) = value, ascending?.append(number, line: reader.line) == true { return true }
        for (value, line) in ascending?.keys ?? [] {
            key.take(value)
            _ = index.insert(key.bytes, at: line)
        }
        ascending = nil
        return false
    }
}
