internal import MLOpsCore

/// How often each pair of values stands in a figure's points: the cells of a confusion matrix, of one revision.
struct ConfusionCounts {
    /// More values than this on an axis are left out.
    static let limit = 40

    /// Values on the axes, in the order of their texts.
    let columns: [String]
    let rows: [String]
    private var counts: [[Int]]

    init(_ figure: PlotFigure, revision: String) {
        let pairs = figure.points.filter { $0["rev"]?.stringValue == revision }
            .map { (x: PlotSeries.text($0[figure.x]), y: PlotSeries.text($0[figure.y])) }
        columns = Array(Set(pairs.map(\.x)).sorted().prefix(Self.limit))
        rows = Array(Set(pairs.map(\.y)).sorted().prefix(Self.limit))
        let columnPlaces = Dictionary(uniqueKeysWithValues: zip(columns, columns.indices))
        let rowPlaces = Dictionary(uniqueKeysWithValues: zip(rows, rows.indices))
        counts = Array(repeating: Array(repeating: 0, count: columns.count), count: rows.count)
        for pair in pairs {
            guard let column = columnPlaces[pair.x], let row = rowPlaces[pair.y] else { continue }
            counts[row][column] += 1
        }
    }

    /// The cell as it is shown: a count, or its part of the row, and how dark it is, from 0 to 1.
    func cell(row: Int, column: Int, isNormalized: Bool) -> (text: String, shade: Double) {
        let count = counts[row][column]
        guard isNormalized else {
            let most = counts.joined().max() ?? 0
            return (String(count), most == 0 ? 0 : Double(count) / Double(most))
        }
        // As DVC: the parts of one row, one true value, make 1.
        let total = counts[row].reduce(0, +)
        let part = total == 0 ? 0 : Double(count) / Double(total)
        return (DecimalText.significant((part * 100).rounded() / 100, digits: 2), part)
    }
}
