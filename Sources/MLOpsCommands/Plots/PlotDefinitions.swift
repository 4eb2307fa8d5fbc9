internal import MLOpsCore
internal import MLOpsPipeline
internal import MLOpsReport

/// The plots that a pipeline declares, at its top and of its stages, under the names that DVC gives them.
struct PlotDefinitions {
    private(set) var all: [PlotDefinition] = []
    private let files: RevisionFiles

    /// `targets`, when there are any: only plots whose name or file begins so; a file that no plot names is one.
    init(_ pipelines: [Pipeline], files: RevisionFiles, targets: [String] = []) throws {
        self.files = files
        let tops = try pipelines.map { try Self.top($0, files) }
        let ofStages = try pipelines.flatMap { try Self.ofStages($0, files) }
        // One name in several files: each is called by its file, too; what stages say keeps the name.
        let counts = (tops + [ofStages]).map { Set($0.map(\.id)) }.joined()
            .reduce(into: [:]) { counts, id in counts[id, default: 0] += 1 }
        for (pipeline, top) in zip(pipelines, tops) {
            all += top.map { counts[$0.id, default: 0] > 1 ? Self.renamed($0, in: pipeline) : $0 }
        }
        all += ofStages
        guard !targets.isEmpty else { return }
        let declared = all
        all = try targets.flatMap { target -> [PlotDefinition] in
            let path = files.path(target)
            let found = declared.filter { $0.id.hasPrefix(target) || $0.path.hasPrefix(path) }
            return found.isEmpty ? try Self.expand(path, JSONObject(), files) : found
        }
    }

    private static func renamed(_ plot: PlotDefinition, in pipeline: Pipeline) -> PlotDefinition {
        var plot = plot
        plot.id = "\(pipeline.file)::\(plot.id)"
        return plot
    }

    private static func top(_ pipeline: Pipeline, _ files: RevisionFiles) throws -> [PlotDefinition] {
        var order: [String] = []
        var byID: [String: PlotDefinition] = [:]
        let paths = pipeline.plots.filter { PlotDefinition.isPath($0.properties) }
            .map { RelativePath.join(pipeline.folder, $0.id) }
        func add(_ plot: PlotDefinition) {
            if byID.updateValue(plot, forKey: plot.id) == nil { order.append(plot.id) }
        }
        for plot in pipeline.plots {
            guard PlotDefinition.isPath(plot.properties) else {
                let properties = adjusted(plot.properties, pipeline.folder)
                add(PlotDefinition(id: plot.id, path: plot.id, properties: properties))
                continue
            }
            let path = RelativePath.join(pipeline.folder, plot.id)
            let inner = paths.filter { $0 != path && RelativePath.isInside($0, path) }
            let properties = adjusted(plot.properties, pipeline.folder)
            for plot in try expand(path, properties, files)
            where !inner.contains(where: { RelativePath.isInside(plot.path, $0) }) { add(plot) }
        }
        return order.compactMap { byID[$0] }
    }

    private static func ofStages(_ pipeline: Pipeline, _ files: RevisionFiles) throws -> [PlotDefinition] {
        var plots: [PlotDefinition] = []
        for out in pipeline.stages.flatMap(\.outs) where out.kind == .plots {
            guard let several = out.properties["plots"]?.arrayValue else {
                plots += try expand(out.path, shown(out.properties), files)
                continue
            }
            for (number, one) in several.enumerated() {
                plots += try expand(out.path, shown(one.objectValue ?? [:]), files).map { plot in
                    var plot = plot
                    if number > 0 { plot.id += "::\(number)" }
                    return plot
                }
            }
        }
        return plots
    }

    private static func shown(_ properties: JSONObject) -> JSONObject {
        let names = ["x", "y", "x_label", "y_label", "title", "template", "header"]
        return JSONObject(properties.filter { names.contains($0.key) })
    }

    /// Files in `x` and `y` as paths from the top.
    private static func adjusted(_ properties: JSONObject, _ folder: String) -> JSONObject {
        var properties = properties
        for axis in ["x", "y"] {
            guard let files = properties[axis]?.objectValue else { continue }
            let entries = files.map { (key: RelativePath.join(folder, $0.key), value: $0.value) }
            properties[axis] = .object(JSONObject(entries))
        }
        return properties
    }

    /// A folder stands for the files below it.
    private static func expand(
        _ path: String, _ properties: JSONObject, _ files: RevisionFiles
    ) throws -> [PlotDefinition] {
        let paths = try files.files(below: path) ?? [path]
        return paths.map { PlotDefinition(id: $0, path: $0, properties: properties) }
    }
}
