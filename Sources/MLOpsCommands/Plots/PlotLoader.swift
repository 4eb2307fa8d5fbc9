internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsQuality
internal import MLOpsReport

/// Plots of one or more revisions, ready to be drawn.
struct PlotCollection {
    var figures: [PlotFigure] = []
    var images: [PlotImage] = []
    /// What could not be shown, a sentence each.
    var problems: [String] = []
}

/// Reads what plots need.
struct PlotLoader {
    private static let rowLimit = 1_000_000
    /// Pictures above this many bytes are named, not shown.
    private static let imageLimit = 4 << 20

    let repository: Repository
    var targets: [String] = []

    func load(_ revisions: [ComparisonRange.Name]) throws -> PlotCollection {
        var collection = PlotCollection()
        var order: [String] = []
        var figures: [String: PlotFigure] = [:]
        for revision in revisions {
            let files = try RevisionFiles(revision, in: repository)
            for plot in try definitions(files, &collection.problems) {
                do {
                    if plot.isImage {
                        try addImage(plot.path, files, to: &collection)
                        continue
                    }
                    if figures[plot.id] == nil {
                        order.append(plot.id)
                        figures[plot.id] = PlotFigure(id: plot.id)
                    }
                    let own = try ownTemplate(plot, files)
                    if plot.template == nil, own == nil { collection.problems.append(Self.unknownTemplate(plot)) }
                    figures[plot.id]?.define(plot, own: own)
                    let points = try PlotPoints(
                        plot, files: try contents(plot, files, &collection.problems), revision: files.label,
                        isNamed: own?.namesPoints ?? false)
                    figures[plot.id]?.add(points, revision: files.label)
                } catch let error as PlotError {
                    collection.problems.append("\(files.label): \(plot.id): \(error.message)")
                } catch {
                    collection.problems.append("\(files.label): \(Diagnostic(describing: error).message)")
                }
            }
        }
        collection.figures = order.compactMap { figures[$0] }.filter { !$0.points.isEmpty }
        return collection
    }

    private func definitions(_ files: RevisionFiles, _ problems: inout [String]) throws -> [PlotDefinition] {
        let folders = try PipelineFiles(repository: repository).folders(inTree: files.commit?.tree)
        var pipelines: [Pipeline] = []
        for folder in folders {
            do {
                if let pipeline = try Pipeline.load(folder: folder, read: files.read) { pipelines.append(pipeline) }
            } catch {
                problems.append("\(files.label): \(Diagnostic(describing: error).message)")
            }
        }
        return try PlotDefinitions(pipelines, files: files, targets: targets).all
    }

    /// The template of the repository that the plot names; it counts before DVC's of the same name.
    private func ownTemplate(_ plot: PlotDefinition, _ files: RevisionFiles) throws -> VegaTemplate? {
        guard let name = plot.properties["template"]?.stringValue else { return nil }
        let places =
            [name + ".json", name].map { RelativePath.join(VegaTemplate.folder, $0) }
            .filter { RelativePath.isInside($0, VegaTemplate.folder) }
            + (name.hasSuffix(".json") ? [RelativePath.normalize(name)].filter { !RelativePath.isExternal($0) } : [])
        for place in places {
            guard let bytes = try files.read(RepoPath(place)) else { continue }
            guard let template = VegaTemplate(bytes) else {
                throw PlotError("the template '\(place)' is no JSON object with a place for <DVC_METRIC_DATA>")
            }
            return template
        }
        return nil
    }

    private static func unknownTemplate(_ plot: PlotDefinition) -> String {
        let name = plot.properties["template"]?.stringValue ?? ""
        return "\(plot.id): there is no template '\(name)'; it is drawn as lines"
    }

    private func addImage(_ path: String, _ files: RevisionFiles, to collection: inout PlotCollection) throws {
        guard let bytes = try files.content(path) else { throw PlotError("there is no such file") }
        guard bytes.count <= Self.imageLimit else { throw PlotError("the picture is too large to be shown") }
        collection.images.append(PlotImage(path: path, revision: files.label, bytes: bytes))
    }

    /// Of several files, one that is missing is a problem, no more, unless it holds `x`.
    private func contents(
        _ plot: PlotDefinition, _ files: RevisionFiles, _ problems: inout [String]
    ) throws -> [String: JSONValue] {
        var contents: [String: JSONValue] = [:]
        let ofX = plot.properties["x"]?.objectValue?.keys ?? []
        for source in plot.sources {
            guard let bytes = try files.content(source) else {
                let missing = PlotError("there is no file '\(source)'")
                if plot.sources.count == 1 || ofX.contains(source) { throw missing }
                problems.append("\(files.label): \(plot.id): \(missing.message)")
                continue
            }
            contents[source] = try Self.parse(bytes, path: source, hasHeader: plot.properties["header"] != false)
        }
        return contents
    }

    /// A table becomes a list of mappings whose values are texts, as Python's csv module has it.
    static func parse(_ bytes: [UInt8], path: String, hasHeader: Bool) throws -> JSONValue {
        let lower = path.lowercased()
        guard lower.hasSuffix(".csv") || lower.hasSuffix(".tsv") else { return try Document.parse(bytes, path: path) }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw PlotError("'\(path)' is no UTF-8 text") }
        guard var rows = CSVRows.read(bytes, name: RepoPath(path), limit: rowLimit) else {
            throw PlotError("has more than \(rowLimit) rows")
        }
        guard let first = rows.first else { return [] }
        if hasHeader { rows.removeFirst() }
        let names = hasHeader ? first : first.indices.map(String.init)
        return .array(
            rows.map { row in
                .object(
                    JSONObject(
                        names.enumerated().map { column, name in
                            (key: name, value: column < row.count ? .string(row[column]) : .null)
                        }))
            })
    }
}
