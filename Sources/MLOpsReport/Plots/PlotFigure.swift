package import MLOpsCore

/// One plot with its points from one or more revisions.
package struct PlotFigure: Sendable {
    package let id: String
    package private(set) var title = ""
    package private(set) var template = PlotTemplate.linear
    /// The repository's own template, where the plot names one.
    package private(set) var own: VegaTemplate?
    /// Revisions that have points, as typed.
    package private(set) var revisions: [String] = []
    package private(set) var points: [JSONObject] = []
    /// The columns that are drawn, and what the axes are called.
    package private(set) var x = PlotPoints.index
    package private(set) var y = ""
    package private(set) var xLabel = ""
    package private(set) var yLabel = ""

    package init(id: String) {
        self.id = id
    }

    /// Takes title and template over: what the newest revision says counts. One of the repository's own is drawn as what
    /// it comes closest to, one that is not known as lines.
    package mutating func define(_ definition: PlotDefinition, own: VegaTemplate? = nil) {
        let given = definition.properties["title"]?.stringValue ?? ""
        title = given.isEmpty ? definition.id : given
        self.own = own
        template = own?.drawing ?? definition.template ?? .linear
    }

    /// The plot in the language of Vega-Lite.
    package var vega: JSONValue { (own ?? VegaTemplate.builtIn(template)).filled(self) }

    package mutating func add(_ new: PlotPoints, revision: String) {
        if new.points.isEmpty { return }
        if revisions.isEmpty {
            (x, y, xLabel, yLabel) = (new.x, new.y, new.xLabel, new.yLabel)
        }
        revisions.append(revision)
        points += new.points
    }

    /// The members of `plots show --json` (docs/formats/json.md).
    package var json: JSONValue {
        [
            "id": .string(id), "title": .string(title), "template": .string(template.rawValue),
            "revisions": .array(revisions.map(JSONValue.string)), "x": .string(x), "y": .string(y),
            "x_label": .string(xLabel), "y_label": .string(yLabel), "points": .array(points.map(JSONValue.object)),
        ]
    }
}
