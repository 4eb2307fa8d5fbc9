internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsReport
internal import MLOpsSystem
internal import MLOpsTerminal

/// Loads plots and shows them in the form that was asked for.
struct PlotsView {
    let session: Session
    let options: PlotOutputOptions

    func show(_ revisions: [ComparisonRange.Name], targets: [String]) throws -> Int32 {
        if options.png, options.output == nil { throw Diagnostic.usage("--png needs --output") }
        let plots = try PlotLoader(repository: session.repository(), targets: targets).load(revisions)
        for problem in plots.problems { session.reporter.warning(problem) }
        if options.showVega {
            guard let figure = plots.figures.first, plots.figures.count == 1 else {
                let names = plots.figures.map(\.id).joined(separator: ", ")
                throw Diagnostic.usage("--show-vega takes one plot that has points; here are: \(names)")
            }
            session.out.json(figure.vega)
        } else if options.json {
            session.out.json(Self.document(plots))
        } else if let folder = options.output {
            try write(plots, to: folder)
        } else {
            for figure in plots.figures { session.out.write(text(figure)) }
            for image in plots.images { session.out.line("\(image.path) (\(image.revision))") }
        }
        return 0
    }

    private static func document(_ plots: PlotCollection) -> JSONValue {
        let images = plots.images.map { image -> JSONValue in
            [
                "path": .string(image.path), "revision": .string(image.revision),
                "size": .integer(Int64(image.bytes.count)),
            ]
        }
        return [
            "schema": 1, "plots": .array(plots.figures.map(\.json)), "images": .array(images),
            "problems": .array(plots.problems.map(JSONValue.string)),
        ]
    }

    private func write(_ plots: PlotCollection, to folder: String) throws {
        _ = try PlotFiles(folder: folder, context: session.context, asPNG: options.png).write(
            plots.figures, plots.images)
        let page = Paths.join(Paths.absolute(folder, in: session.context.workingDirectory), "index.html")
        try Files.write(Array(HTMLPage.document(figures: plots.figures, images: plots.images).utf8), to: page)
        session.out.line(page)
    }

    private func text(_ figure: PlotFigure) -> String {
        var table = Table(columns: [.init(figure.title), .init(figure.yLabel), .init("")])
        table.rows = PlotSparkline.lines(of: figure).map { [$0.name, $0.course, $0.ends] }
        return table.text { session.out.paint($0, .bold) } + "\n"
    }
}
