/// The values of some columns of a row as bytes that are equal for equal values.
struct RowKey {
    /// The columns in the file, and the fields by whose types values are read.
    let columns: [(index: Int, field: SchemaField)]
    private(set) var bytes: [UInt8] = []

    init(_ columns: [(index: Int, field: SchemaField)]) {
        self.columns = columns
    }

    /// Takes the row's values; false when one is missing, not of its type (which is told elsewhere) or not there.
    mutating func take(_ reader: inout CSVReader) -> Bool {
        bytes.removeAll(keepingCapacity: true)
        for (index, field) in columns {
            guard index < reader.fields.count else { return false }
            let isPresent = reader.withValue(reader.fields[index]) { cell in
                guard !field.isMissing(cell), let value = field.type.parse(cell) else { return false }
                Self.append(value, cell, to: &bytes)
                return true
            }
            guard isPresent else { return false }
        }
        return true
    }

    /// Takes one integer.
    mutating func take(_ integer: Int64) {
        bytes.removeAll(keepingCapacity: true)
        Self.append(.integer(integer), UnsafeBufferPointer(start: nil, count: 0), to: &bytes)
    }

    private static func append(_ value: CellValue, _ cell: UnsafeBufferPointer<UInt8>, to key: inout [UInt8]) {
        let start = key.count
        value.appendKey(cell, to: &key)
        // The length keeps ("ab", "c") and ("a", "bc") apart.
        withUnsafeBytes(of: UInt64(key.count - start).littleEndian) { key.append(contentsOf: $0) }
    }

    /// `a = "1"`, or `(a, b) = ("1", "2")`.
    func describe(_ reader: inout CSVReader) -> String {
        var values: [String] = []
        for (index, _) in columns { values.append(reader.withValue(reader.fields[index]) { Count.quoted($0) }) }
        let names = columns.map(\.field.name)
        guard names.count > 1 else { return "\(names[0]) = \(values[0])" }
        return "(\(names.joined(separator: ", "))) = (\(values.joined(separator: ", ")))"
    }
}
