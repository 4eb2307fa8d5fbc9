internal import MLOpsCore

/// `confusion` and `confusion_normalized`: how often each pair of values occurs, a matrix for each revision.
struct ConfusionDrawing {
    private let figure: PlotFigure
    private let isNormalized: Bool

    init(_ figure: PlotFigure, isNormalized: Bool) {
        self.figure = figure
        self.isNormalized = isNormalized
    }

    private static let left = 110.0

    var svg: String {
        let matrices = figure.revisions.prefix(8).map { ($0, ConfusionCounts(figure, revision: $0)) }
        let widest = matrices.map { $0.1.columns.count }.max() ?? 0
        let side = widest > 12 ? 22.0 : 44.0
        let heights = matrices.map { Double($0.1.rows.count) * side + 64 }
        var canvas = SVGCanvas(
            width: max(320, Self.left + Double(widest) * side + 24), height: PlotFrame.top + heights.reduce(0, +) + 8)
        canvas.text(figure.displayTitle, at: (12, 20), size: 13, isBold: true)
        var y = PlotFrame.top
        for ((revision, counts), height) in zip(matrices, heights) {
            draw(counts, revision, from: y, side: side, on: &canvas)
            y += height
        }
        return canvas.document(title: figure.title)
    }

    private func draw(
        _ counts: ConfusionCounts, _ revision: String, from y: Double, side: Double, on canvas: inout SVGCanvas
    ) {
        let top = y + 18
        canvas.text(MarkupText.short(revision, 40), at: (Self.left, y + 8))
        for (row, name) in counts.rows.enumerated() {
            let middle = top + (Double(row) + 0.5) * side
            canvas.text(MarkupText.short(name, 14), at: (Self.left - 6, middle + 4), anchor: .end, size: 10)
            for column in counts.columns.indices {
                let cell = counts.cell(row: row, column: column, isNormalized: isNormalized)
                let corner = (x: Self.left + Double(column) * side, y: top + Double(row) * side)
                canvas.box(
                    corner, width: side - 1, height: side - 1, colour: SVGCanvas.colours[0],
                    opacity: 0.06 + 0.86 * cell.shade)
                canvas.text(
                    cell.text, at: (corner.x + side / 2, middle + 4), anchor: .middle, size: side < 30 ? 8 : 11,
                    colour: cell.shade > 0.55 ? "#ffffff" : SVGCanvas.ink)
            }
        }
        let bottom = top + Double(counts.rows.count) * side
        for (column, name) in counts.columns.enumerated() {
            canvas.text(
                MarkupText.short(name, side < 30 ? 3 : 7),
                at: (Self.left + (Double(column) + 0.5) * side, bottom + 12), anchor: .middle, size: 10)
        }
        canvas.text(
            MarkupText.short(figure.xLabel, 40), at: (Self.left + Double(counts.columns.count) * side / 2, bottom + 28),
            anchor: .middle)
        canvas.text(
            MarkupText.short(figure.yLabel, 24), at: (14, (top + bottom) / 2), anchor: .middle, turned: true)
    }
}
