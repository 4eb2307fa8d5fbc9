/// Two tables of predictions of the same rows.
package enum PairedRows {
    /// A table of predictions as it was read.
    package struct Table: Sendable {
        package let header: [String]
        package let rows: [[String]]

        package init(header: [String], rows: [[String]]) {
            self.header = header
            self.rows = rows
        }
    }

    /// `other` in the order of `candidate`: paired by the column `id` (without a name by one called `id`, where both
    /// have it), else row by row. The truth has to be the same in both.
    package static func aligned(
        _ other: Table, to candidate: Table, truth: String, id: String?
    ) throws(Predictions.Problem) -> Table {
        let first = PredictionTable(header: candidate.header, rows: candidate.rows)
        var second = PredictionTable(header: other.header, rows: other.rows)
        if first.rows.count != second.rows.count {
            throw problem("\(first.rows.count) rows, but \(second.rows.count)")
        }
        let hasID = candidate.header.contains("id") && other.header.contains("id")
        if let id = id ?? (hasID ? "id" : nil) {
            let places = try places(of: second.column(id), id)
            var rows: [[String]] = []
            for key in try first.column(id) {
                guard let place = places[key] else { throw problem("no row has the \(id) '\(key)' there") }
                rows.append(other.rows[place])
            }
            _ = try self.places(of: first.column(id), id)
            second = PredictionTable(header: other.header, rows: rows)
        }
        try check(first.column(truth), second.column(truth), truth)
        return Table(header: other.header, rows: second.rows)
    }

    private static func places(of keys: [String], _ id: String) throws(Predictions.Problem) -> [String: Int] {
        var places: [String: Int] = [:]
        for (place, key) in keys.enumerated() {
            if places.updateValue(place, forKey: key) != nil { throw problem("two rows have the \(id) '\(key)'") }
        }
        return places
    }

    private static func check(_ first: [String], _ second: [String], _ truth: String) throws(Predictions.Problem) {
        for (row, (left, right)) in zip(first, second).enumerated() where left != right {
            if let number = Double(left), number == Double(right) { continue }
            throw problem("\(truth) of row \(row + 1) is \"\(left)\", but \"\(right)\"")
        }
    }

    private static func problem(_ reason: String) -> Predictions.Problem {
        Predictions.Problem(message: "the rows do not pair: \(reason)")
    }
}
