internal import MLOpsCore

/// `bar_horizontal` and `bar_horizontal_sorted`: a bar for each value of the y column, as long as its x column says.
struct BarDrawing {
    private static let limit = 60
    private static let barHeight = 12.0

    private struct Bar {
        let label: String
        let revision: String
        let value: Double
    }

    private let figure: PlotFigure
    private let groups: [(label: String, bars: [Bar])]
    private let left: Int

    init(_ figure: PlotFigure, isSorted: Bool) {
        self.figure = figure
        var order: [String] = []
        var bars: [String: [Bar]] = [:]
        for point in figure.points {
            guard let value = PlotSeries.number(point[figure.x]), value.isFinite else { continue }
            let label = PlotSeries.text(point[figure.y])
            if bars[label] == nil { order.append(label) }
            bars[label, default: []].append(
                Bar(label: label, revision: PlotSeries.name(point).revision, value: value))
        }
        func most(_ label: String) -> Double { bars[label]?.map(\.value).max() ?? 0 }
        let labels = isSorted ? order.sorted { most($0) > most($1) } : order
        groups = labels.prefix(Self.limit).map { ($0, bars[$0] ?? []) }
        left = max(0, labels.count - Self.limit)
    }

    var svg: String {
        let start = 150.0
        let scale = AxisScale(
            groups.flatMap { $0.bars.map(\.value) }, from: start, to: start + PlotFrame.plotWidth - 80,
            includesZero: true)
        let heights = groups.map { Double(max(1, $0.bars.count)) * Self.barHeight + 8 }
        let bottom = PlotFrame.top + heights.reduce(0, +)
        let legend = PlotFrame.legend(figure.revisions) + (left > 0 ? ["+\(left) bars more"] : [])
        var canvas = SVGCanvas(
            width: start + PlotFrame.plotWidth - 40,
            height: bottom + PlotFrame.bottom + Double(legend.count) * PlotFrame.legendLine)
        canvas.text(figure.displayTitle, at: (12, 20), size: 13, isBold: true)
        for tick in scale.ticks {
            canvas.line((scale.place(tick), PlotFrame.top), (scale.place(tick), bottom))
            canvas.text(scale.label(tick), at: (scale.place(tick), bottom + 14), anchor: .middle, size: 10)
        }
        canvas.text(
            MarkupText.short(figure.xLabel, 60),
            at: ((scale.place(scale.low) + scale.place(scale.high)) / 2, bottom + 32),
            anchor: .middle)
        var y = PlotFrame.top
        for (group, height) in zip(groups, heights) {
            draw(group.bars, label: group.label, from: y, scale, start, on: &canvas)
            y += height
        }
        PlotFrame.draw(legend, from: bottom + PlotFrame.bottom + 2, on: &canvas)
        return canvas.document(title: figure.title)
    }

    private func draw(
        _ bars: [Bar], label: String, from y: Double, _ scale: AxisScale, _ start: Double, on canvas: inout SVGCanvas
    ) {
        let middle = y + 4 + Double(bars.count) * Self.barHeight / 2
        canvas.text(MarkupText.short(label, 24), at: (start - 6, middle + 4), anchor: .end, size: 10)
        for (number, bar) in bars.enumerated() {
            let places = [scale.place(0), scale.place(bar.value)].sorted()
            let colour = SVGCanvas.colour(figure.revisions.firstIndex(of: bar.revision) ?? 0)
            canvas.box(
                (places[0], y + 4 + Double(number) * Self.barHeight), width: places[1] - places[0],
                height: Self.barHeight - 1, colour: colour)
        }
    }
}
