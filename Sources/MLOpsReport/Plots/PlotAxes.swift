internal import MLOpsCore

/// Which columns of which files a plot shows: what its definition says, the rest inferred as DVC does.
struct PlotAxes {
    struct Column: Hashable {
        let file: String
        let field: String
    }

    private(set) var x: [Column] = []
    private(set) var y: [Column] = []
    let xLabel: String
    let yLabel: String

    init(_ definition: PlotDefinition, files: [String: JSONValue]) {
        let properties = definition.properties
        y = Self.columns(properties["y"], file: definition.path)
        if y.isEmpty, let field = Self.lastColumn(files[definition.path]) {
            y = [Column(file: definition.path, field: field)]
        }
        if case .string(let field)? = properties["x"], let files = properties["y"]?.objectValue {
            x = files.flatMap { file in
                (file.value.arrayValue ?? [.null]).map { _ in Column(file: file.key, field: field) }
            }
        } else {
            x = Self.columns(properties["x"], file: definition.path)
        }
        xLabel = properties["x_label"]?.stringValue ?? Self.label(x, of: "x") ?? PlotPoints.index
        yLabel = properties["y_label"]?.stringValue ?? Self.label(y, of: "y") ?? ""
    }

    private static func label(_ columns: [Column], of axis: String) -> String? {
        let fields = Set(columns.map(\.field))
        return fields.count > 1 ? axis : fields.first
    }

    /// A column, a list of columns, or either for each file.
    private static func columns(_ value: JSONValue?, file: String) -> [Column] {
        switch value {
        case .string(let field)?: [Column(file: file, field: field)]
        case .array(let fields)?: fields.compactMap { $0.stringValue.map { Column(file: file, field: $0) } }
        case .object(let files)?:
            files.flatMap { entry in entry.value.objectValue == nil ? columns(entry.value, file: entry.key) : [] }
        default: []
        }
    }

    /// The last column of the first list of mappings.
    private static func lastColumn(_ content: JSONValue?) -> String? {
        content.flatMap { content in
            PlotPoints.lists(content).first { list in list.allSatisfy { $0.objectValue != nil } }?.first?.objectValue?
                .keys.last
        }
    }
}
