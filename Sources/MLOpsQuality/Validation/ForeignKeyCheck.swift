/// Finds rows whose values in some columns are in no row of another table. Rows in which one of them is missing, or
/// not of its type, do not take part.
struct ForeignKeyCheck {
    var tally: RuleTally
    private var key: RowKey
    private let known: UniqueIndex
    /// What the values must be among: `id of data/users.csv`.
    private let target: String

    init(_ columns: [(index: Int, field: SchemaField)], rule: String, known: UniqueIndex, target: String) {
        key = RowKey(columns)
        self.known = known
        self.target = target
        tally = RuleTally(rule, field: columns.count == 1 ? columns[0].field.name : nil)
    }

    mutating func check(_ reader: inout CSVReader, _ place: RowPlace, limit: Int) {
        guard key.take(&reader), !known.contains(key.bytes) else { return }
        let (key, target) = (key, target)
        tally.add(place, limit: limit) { (key.describe(&reader) + " is not among \(target)", nil) }
    }
}
