package import MLOpsCore

/// A Vega-Lite template of `.dvc/plots`: a specification with DVC's anchors in the places of values. Drawings here follow
/// its mark; filled in, it is what other programs draw.
package struct VegaTemplate: Sendable, Equatable {
    /// Where templates of a repository lie.
    package static let folder = ".dvc/plots"

    private let content: JSONValue

    /// Nil when `bytes` are no JSON object, or have no place for data.
    package init?(_ bytes: [UInt8]) {
        guard let content = try? JSONValue.parse(bytes), content.objectValue != nil, Self.hasData(content) else {
            return nil
        }
        self.content = content
    }

    private static func hasData(_ value: JSONValue) -> Bool {
        holds(value) { $0 == "<DVC_METRIC_DATA>" }
    }

    private static func holds(_ value: JSONValue, _ text: (String) -> Bool) -> Bool {
        switch value {
        case .string(let string): text(string)
        case .array(let items): items.contains { holds($0, text) }
        case .object(let members): members.contains { holds($0.value, text) }
        default: false
        }
    }

    /// Whether it was written before DVC told series apart by anchors: then its points carry `filename` and `field`.
    package var namesPoints: Bool {
        let plain = ["DATA", "TITLE", "X", "Y", "X_LABEL", "Y_LABEL"].map { "<DVC_METRIC_\($0)>" }
        return !Self.holds(content) { text in
            guard text.hasPrefix("<DVC_METRIC_"), text.hasSuffix(">") else { return false }
            return !plain.contains(text)
        }
    }

    /// What its first mark comes closest to.
    package var drawing: PlotTemplate {
        switch Self.mark(content) {
        case "point", "circle", "square", "tick": .scatter
        case "bar": .barHorizontal
        case "rect": .confusion
        default: .linear
        }
    }

    private static func mark(_ value: JSONValue) -> String? {
        switch value {
        case .object(let members):
            if let mark = members["mark"] { return mark.stringValue ?? mark["type"]?.stringValue }
            return members.compactMap { mark($0.value) }.first
        case .array(let items): return items.compactMap(mark).first
        default: return nil
        }
    }

    /// The specification with the values of a figure in the places of the anchors.
    package func filled(_ figure: PlotFigure) -> JSONValue {
        let colours = figure.revisions.indices.map { JSONValue.string(SVGCanvas.colour($0)) }
        let colour: JSONValue = [
            "field": "rev",
            "scale": ["domain": .array(figure.revisions.map(JSONValue.string)), "range": .array(colours)],
        ]
        let tooltip: [JSONValue] = [
            ["field": "rev"], ["field": .string(figure.x)], ["field": .string(figure.y)],
        ]
        let values: [String: JSONValue] = [
            "METRIC_DATA": .array(figure.points.map(JSONValue.object)), "METRIC_TITLE": .string(figure.title),
            "METRIC_X": .string(figure.x), "METRIC_Y": .string(figure.y), "METRIC_X_LABEL": .string(figure.xLabel),
            "METRIC_Y_LABEL": .string(figure.yLabel), "METRIC_COLOR": colour, "METRIC_PLOT_WIDTH": 300,
            "METRIC_PLOT_HEIGHT": 300, "METRIC_GROUP_BY": ["rev"], "METRIC_PIVOT_FIELD": "datum.rev",
            "METRIC_GROUP_BY_X": ["rev", .string(figure.x)], "METRIC_GROUP_BY_Y": ["rev", .string(figure.y)],
            "METRIC_ZOOM_AND_PAN": ["name": "grid", "select": "interval", "bind": "scales"],
            "METRIC_TOOLTIP": .array(tooltip),
        ]
        return Self.fill(content, values)
    }

    /// Anchors that nothing is known for become empty, as in DVC.
    private static func fill(_ value: JSONValue, _ values: [String: JSONValue]) -> JSONValue {
        switch value {
        case .string(let text):
            guard text.hasPrefix("<DVC_"), text.hasSuffix(">") else { return .string(replacing(text, values)) }
            return values[String(text.dropFirst(5).dropLast())] ?? .object(JSONObject())
        case .array(let items): return .array(items.map { fill($0, values) })
        case .object(let members): return .object(JSONObject(members.map { ($0.key, fill($0.value, values)) }))
        default: return value
        }
    }

    /// Anchors within text.
    private static func replacing(_ text: String, _ values: [String: JSONValue]) -> String {
        guard text.contains("<DVC_") else { return text }
        return values.reduce(text) { text, anchor in
            anchor.value.stringValue.map { text.replacing("<DVC_\(anchor.key)>", with: $0) } ?? text
        }
    }

    /// What is filled in where a plot names no template of the repository.
    package static func builtIn(_ template: PlotTemplate) -> VegaTemplate {
        let mark: String =
            switch template {
            case .scatter, .scatterJitter: "point"
            case .barHorizontal, .barHorizontalSorted: "bar"
            case .confusion, .confusionNormalized: "rect"
            case .simple, .linear, .smooth: "line"
            }
        func channel(_ axis: String, _ type: String) -> JSONValue {
            [
                "field": .string("<DVC_METRIC_\(axis)>"), "type": .string(type),
                "title": .string("<DVC_METRIC_\(axis)_LABEL>"),
            ]
        }
        let isMatrix = mark == "rect"
        var encoding: JSONObject = [
            "x": channel("X", isMatrix ? "nominal" : "quantitative"),
            "y": channel("Y", isMatrix || mark == "bar" ? "nominal" : "quantitative"),
        ]
        encoding["color"] = isMatrix ? ["aggregate": "count"] : "<DVC_METRIC_COLOR>"
        if isMatrix { encoding["facet"] = ["field": "rev", "type": "nominal"] }
        return VegaTemplate(
            content: [
                "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "title": "<DVC_METRIC_TITLE>",
                "data": ["values": "<DVC_METRIC_DATA>"], "width": 300, "height": 300, "mark": .string(mark),
                "encoding": .object(encoding),
            ])
    }

    private init(content: JSONValue) {
        self.content = content
    }
}
