internal import MLOpsCore

/// Points that belong together, as numbers.
struct PlotSeries {
    /// The revision, and the file and column where there are several.
    let name: String
    let revision: String
    var points: [(x: Double, y: Double)] = []

    /// The series of a figure, in the order in which they appear, and the names of the places on the x axis where
    /// these are no numbers.
    static func all(of figure: PlotFigure) -> (series: [PlotSeries], categories: [String]) {
        var categories: [String] = []
        let isNumeric = figure.points.allSatisfy { number($0[figure.x]) != nil }
        var series: [PlotSeries] = []
        var places: [String: Int] = [:]
        var categoryPlaces: [String: Int] = [:]
        for point in figure.points {
            guard let y = number(point[figure.y]), y.isFinite else { continue }
            let x: Double
            if isNumeric {
                x = number(point[figure.x]) ?? 0
            } else {
                let text = text(point[figure.x])
                if categoryPlaces[text] == nil { categories.append(text) }
                x = Double(categoryPlaces[text, default: categories.count - 1])
                categoryPlaces[text] = Int(x)
            }
            let (name, revision) = Self.name(point)
            if places[name] == nil {
                places[name] = series.count
                series.append(PlotSeries(name: name, revision: revision))
            }
            if let place = places[name], x.isFinite { series[place].points.append((x, y)) }
        }
        return (series, categories)
    }

    static func name(_ point: JSONObject) -> (name: String, revision: String) {
        let revision = point["rev"]?.stringValue ?? ""
        let parts = ["filename::field", "filename", "field"].compactMap { point[$0]?.stringValue }
        return (([revision] + parts).joined(separator: " "), revision)
    }

    /// Numbers, and text that is one, as a CSV file has them.
    static func number(_ value: JSONValue?) -> Double? {
        switch value {
        case .string(let text)?: Double(text.trimmingBlanks)
        case let value?: value.doubleValue
        case nil: nil
        }
    }

    static func text(_ value: JSONValue?) -> String {
        value.map { DisplayValue.text($0) } ?? ""
    }

    /// At most about `limit` points, sorted by x: of every stretch its smallest and its largest, so that no peak is
    /// lost.
    func thinned(_ limit: Int = 1000) -> [(x: Double, y: Double)] {
        let sorted = points.enumerated().sorted { ($0.element.x, $0.offset) < ($1.element.x, $1.offset) }
            .map(\.element)
        guard sorted.count > limit else { return sorted }
        let size = (sorted.count * 2 + limit - 1) / limit
        return stride(from: 0, to: sorted.count, by: size).flatMap { start in
            let part = sorted[start..<min(start + size, sorted.count)]
            let low = part.indices.min { sorted[$0].y < sorted[$1].y } ?? start
            let high = part.indices.max { sorted[$0].y < sorted[$1].y } ?? start
            return Set([low, high]).sorted().map { sorted[$0] }
        }
    }
}

extension String {
    fileprivate var trimmingBlanks: Substring {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
