internal import MLOpsCore

/// Lines and points: `simple`, `linear`, `smooth`, `scatter` and `scatter_jitter`.
struct LineDrawing {
    private let figure: PlotFigure
    private let series: [PlotSeries]
    private let categories: [String]
    private let xScale: AxisScale
    private let yScale: AxisScale
    private let legend: [String]

    init(_ figure: PlotFigure) {
        self.figure = figure
        (series, categories) = PlotSeries.all(of: figure)
        let frame = PlotFrame.self
        xScale = AxisScale(
            series.lazy.flatMap(\.points).map(\.x), from: frame.left, to: frame.left + frame.plotWidth)
        yScale = AxisScale(
            series.lazy.flatMap(\.points).map(\.y), from: frame.top + frame.plotHeight, to: frame.top)
        legend = frame.legend(series.map(\.name))
    }

    var svg: String {
        let below = PlotFrame.top + PlotFrame.plotHeight + PlotFrame.bottom
        var canvas = SVGCanvas(
            width: PlotFrame.left + PlotFrame.plotWidth + 24,
            height: below + Double(legend.count) * PlotFrame.legendLine)
        canvas.text(figure.displayTitle, at: (PlotFrame.left, 20), size: 13, isBold: true)
        drawGrid(on: &canvas)
        for (number, one) in series.enumerated() { draw(one, number, on: &canvas) }
        if series.isEmpty { canvas.text("no numbers", at: (PlotFrame.left + 8, PlotFrame.top + 20)) }
        PlotFrame.draw(legend, from: below + 2, on: &canvas)
        return canvas.document(title: figure.title)
    }

    private func drawGrid(on canvas: inout SVGCanvas) {
        let (left, right) = (PlotFrame.left, PlotFrame.left + PlotFrame.plotWidth)
        let (top, bottom) = (PlotFrame.top, PlotFrame.top + PlotFrame.plotHeight)
        for tick in yScale.ticks {
            let y = yScale.place(tick)
            canvas.line((left, y), (right, y))
            canvas.text(yScale.label(tick), at: (left - 6, y + 4), anchor: .end, size: 10)
        }
        for (place, label) in xLabels {
            canvas.line((place, top), (place, bottom))
            canvas.text(label, at: (place, bottom + 14), anchor: .middle, size: 10)
        }
        canvas.text(MarkupText.short(figure.xLabel, 60), at: ((left + right) / 2, bottom + 32), anchor: .middle)
        canvas.text(
            MarkupText.short(figure.yLabel, 40), at: (14, (top + bottom) / 2), anchor: .middle, turned: true)
    }

    /// Places on the x axis; of many names only some.
    private var xLabels: [(Double, String)] {
        if categories.isEmpty { return xScale.ticks.map { (xScale.place($0), xScale.label($0)) } }
        let step = (categories.count + 7) / 8
        return stride(from: 0, to: categories.count, by: step).map {
            (xScale.place(Double($0)), MarkupText.short(categories[$0], 14))
        }
    }

    private func draw(_ one: PlotSeries, _ number: Int, on canvas: inout SVGCanvas) {
        let colour = SVGCanvas.colour(number)
        let dash = number < SVGCanvas.colours.count ? nil : "5 3"
        let values = one.thinned()
        let places = values.map { (x: xScale.place($0.x), y: yScale.place($0.y)) }
        switch figure.template {
        case .scatter: for place in places { canvas.dot(place, colour: colour) }
        case .scatterJitter:
            for (index, place) in places.enumerated() { canvas.dot(Self.jittered(place, index), colour: colour) }
        case .smooth:
            canvas.path(places, colour: colour, dash: dash, opacity: 0.25)
            let smooth = LocalRegression.smooth(values)
            canvas.path(smooth.map { (xScale.place($0.x), yScale.place($0.y)) }, colour: colour, dash: dash)
        default:
            canvas.path(places, colour: colour, dash: dash)
            if places.count <= 40 { for place in places { canvas.dot(place, radius: 2, colour: colour) } }
        }
    }

    /// Moved aside by up to five points of the drawing, always the same way.
    private static func jittered(_ place: (x: Double, y: Double), _ index: Int) -> (x: Double, y: Double) {
        func part(_ salt: UInt64) -> Double {
            let mixed = (UInt64(index) &+ salt) &* 0x9e37_79b9_7f4a_7c15
            return Double(mixed >> 40) / Double(1 << 24) * 10 - 5
        }
        return (place.x + part(1), place.y + part(77))
    }
}
