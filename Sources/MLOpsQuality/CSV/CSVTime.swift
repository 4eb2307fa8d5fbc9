/// A point in time as a cell has it.
package enum CSVTime {
    /// Its place on a line, and whether it is a date: numbers and dates are on different lines. A number is itself; a
    /// date, with or without a time of day and a zone, is microseconds since 1970. Nil for anything else.
    package static func position(of cell: String) -> (value: Double, isDate: Bool)? {
        if let number = Double(cell) { return number.isFinite ? (number, false) : nil }
        return Array(cell.utf8).withUnsafeBufferPointer { TimeText.datetime($0, .any)?.position }.map { ($0, true) }
    }
}
