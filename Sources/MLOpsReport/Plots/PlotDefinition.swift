package import MLOpsCore

/// One plot that a pipeline declares: what is read, and which columns are shown. DVC's grammar, paths relative to the
/// top of the repository.
package struct PlotDefinition: Sendable, Equatable {
    /// What it is called: a path, or the name that the pipeline gives it.
    package var id: String
    /// The file that is read where `x` and `y` name none.
    package var path: String
    /// `x`, `y`, `x_label`, `y_label`, `title`, `template`, `header`; files in `x` and `y` as paths from the top.
    package var properties: JSONObject

    package init(id: String, path: String, properties: JSONObject) {
        self.id = id
        self.path = path
        self.properties = properties
    }

    /// Whether a plot of these properties is called by the path of its file.
    package static func isPath(_ properties: JSONObject) -> Bool {
        properties["y"]?.objectValue == nil
    }

    /// The files it is made of, in the order in which they are named.
    package var sources: [String] {
        var sources = properties["y"]?.objectValue?.keys ?? [path]
        if let file = properties["x"]?.objectValue?.keys.first { sources.append(file) }
        var seen: Set<String> = []
        return sources.filter { seen.insert($0).inserted }
    }

    /// Whether its file is a picture, which is shown as it is.
    package var isImage: Bool {
        Self.isPath(properties) && PlotImage.media(of: path) != nil
    }

    package var template: PlotTemplate? {
        guard let name = properties["template"]?.stringValue else { return .linear }
        return PlotTemplate(rawValue: name)
    }
}

/// How points are drawn: the names that DVC gives its templates.
package enum PlotTemplate: String, Sendable, CaseIterable {
    case simple, linear, confusion
    case confusionNormalized = "confusion_normalized"
    case scatter
    case scatterJitter = "scatter_jitter"
    case smooth
    case barHorizontalSorted = "bar_horizontal_sorted"
    case barHorizontal = "bar_horizontal"
}
