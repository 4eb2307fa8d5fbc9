internal import MLOpsCore

extension PlotFigure {
    /// The plot as a drawing of its own: no script, no font and nothing else from elsewhere.
    package var svg: String {
        switch template {
        case .confusion: ConfusionDrawing(self, isNormalized: false).svg
        case .confusionNormalized: ConfusionDrawing(self, isNormalized: true).svg
        case .barHorizontal: BarDrawing(self, isSorted: false).svg
        case .barHorizontalSorted: BarDrawing(self, isSorted: true).svg
        case .simple, .linear, .smooth, .scatter, .scatterJitter: LineDrawing(self).svg
        }
    }

    var displayTitle: String { MarkupText.short(title, 70) }
}

/// What drawings share: sizes, the title, the legend.
struct PlotFrame {
    static let left = 64.0
    static let top = 36.0
    static let plotWidth = 400.0
    static let plotHeight = 240.0
    /// Below the plot: labels of the axis.
    static let bottom = 48.0
    static let legendLine = 16.0
    static let legendLimit = 16

    /// Names of series in a legend, and how many were left out.
    static func legend(_ names: [String]) -> [String] {
        guard names.count > legendLimit else { return names.map { MarkupText.short($0, 72) } }
        return names.prefix(legendLimit).map { MarkupText.short($0, 72) } + ["+\(names.count - legendLimit) more"]
    }

    static func draw(_ legend: [String], from y: Double, on canvas: inout SVGCanvas) {
        for (number, name) in legend.enumerated() {
            let place = y + Double(number) * legendLine
            if number < legendLimit {
                canvas.box((left, place - 8), width: 14, height: 8, colour: SVGCanvas.colour(number))
            }
            canvas.text(name, at: (left + 20, place), size: 10)
        }
    }
}
