internal import MLOpsCore

/// A plot where nothing can be drawn: a terminal, a job summary.
package enum PlotSparkline {
    private static let bars = Array("▁▂▃▄▅▆▇█")

    /// A line for each series: its name, its course, its first and last value.
    package static func lines(of figure: PlotFigure, limit: Int = 12) -> [(name: String, course: String, ends: String)]
    {
        if [.confusion, .confusionNormalized].contains(figure.template) { return cells(of: figure, limit) }
        let series = PlotSeries.all(of: figure).series
        return series.prefix(limit).map { one in
            let values = one.thinned().map(\.y)
            let ends = [values.first, values.last].compactMap { $0.map { DecimalText.significant($0, digits: 5) } }
            return (one.name, course(values), ends.joined(separator: " → "))
        }
    }

    private static func cells(
        of figure: PlotFigure, _ limit: Int
    ) -> [(name: String, course: String, ends: String)] {
        let lines = figure.revisions.flatMap { revision in
            let counts = ConfusionCounts(figure, revision: revision)
            return counts.rows.enumerated().flatMap { row, y in
                counts.columns.enumerated().map { column, x in
                    let cell = counts.cell(
                        row: row, column: column, isNormalized: figure.template == .confusionNormalized)
                    let name = "\(revision) \(figure.xLabel)=\(x) \(figure.yLabel)=\(y)"
                    return (name: name, course: "", ends: cell.text)
                }
            }
        }
        return Array(lines.prefix(limit * 4))
    }

    /// Up to 24 of the values as bars.
    static func course(_ values: [Double]) -> String {
        guard let low = values.min(), let high = values.max() else { return "" }
        let count = min(24, values.count)
        return String(
            (0..<count).map { place in
                let value = values[count == 1 ? 0 : place * (values.count - 1) / (count - 1)]
                let part = high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0
                return bars[min(7, max(0, Int(part * 8)))]
            })
    }
}
