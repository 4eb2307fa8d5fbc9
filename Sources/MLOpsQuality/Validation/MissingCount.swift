/// Counts the cells of a column that say one of some values: ODCS's `missingValues`.
struct MissingCount {
    let place: String
    let index: Int
    let values: [[UInt8]]
    private(set) var count = 0

    init(place: String, index: Int, values: [[UInt8]]) {
        self.place = place
        self.index = index
        self.values = values.isEmpty ? [[]] : values
    }

    mutating func check(_ reader: inout CSVReader) {
        guard index < reader.fields.count else { return }
        let values = values
        if reader.withValue(reader.fields[index], { cell in values.contains { $0.elementsEqual(cell) } }) { count += 1 }
    }
}
