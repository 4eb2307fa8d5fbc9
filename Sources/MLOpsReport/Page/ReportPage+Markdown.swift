internal import MLOpsCore

extension ReportPage {
    /// The page in GitHub's Markdown. `images`: files of drawings beside the page, by plot; a plot without one is shown
    /// as small bars in text, which a job summary and a note can hold.
    package func markdown(images: [String: String] = [:]) -> String {
        var text = "## Report: \(MarkupText.markdown(title))\n\n"
        if let commit { text += "\(MarkupText.code(String(commit.prefix(12)))) \(MarkupText.markdown(subject))\n\n" }
        for table in tables { text += Self.markdown(table) }
        if !figures.isEmpty || !self.images.isEmpty { text += "### Plots\n\n" }
        for figure in figures { text += markdown(figure, image: images[figure.id]) }
        for image in self.images { text += markdown(image, file: images["\(image.revision):\(image.path)"]) }
        if tables.isEmpty, figures.isEmpty, self.images.isEmpty {
            text += "Neither metrics nor parameters, data, stages or plots.\n\n"
        }
        for problem in problems { text += "> \(MarkupText.markdown(problem))\n" }
        return problems.isEmpty ? String(text.dropLast()) : text
    }

    private static func markdown(_ table: ReportTable) -> String {
        var text = "### \(table.title)\n\n"
        if !table.rows.isEmpty {
            let rule = table.columns.indices.map { table.numeric.contains($0) ? "---:" : "---" }
            let lines = [table.columns.map(MarkupText.markdown), rule] + table.rows.map { $0.map(MarkupText.markdown) }
            text += lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined() + "\n"
        }
        if !table.note.isEmpty { text += "\(table.note)\n\n" }
        return text
    }

    private func markdown(_ figure: PlotFigure, image: String?) -> String {
        let title = MarkupText.markdown(figure.title)
        if let image { return "![\(title)](\(image))\n\n" }
        var text = "**\(title)**\n\n"
        switch figure.template {
        case .confusion, .confusionNormalized:
            for revision in figure.revisions.prefix(4) { text += confusion(figure, revision) }
        default:
            for line in PlotSparkline.lines(of: figure) {
                text += "- \(MarkupText.markdown(line.name)) \(line.course) \(line.ends)\n"
            }
            text += "\n"
        }
        return text
    }

    private func confusion(_ figure: PlotFigure, _ revision: String) -> String {
        let counts = ConfusionCounts(figure, revision: revision)
        var table = ReportTable(
            "", columns: [revision] + counts.columns, numeric: Set(1...max(1, counts.columns.count)))
        table.rows = counts.rows.enumerated().map { row, name in
            [name]
                + counts.columns.indices.map {
                    counts.cell(row: row, column: $0, isNormalized: figure.template == .confusionNormalized).text
                }
        }
        return String(Self.markdown(table).drop { $0 != "|" })
    }

    private func markdown(_ image: PlotImage, file: String?) -> String {
        let name = MarkupText.markdown("\(image.path) (\(image.revision))")
        return file.map { "![\(name)](\($0))\n\n" } ?? "- \(name)\n\n"
    }
}
