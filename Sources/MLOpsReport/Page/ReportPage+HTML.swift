internal import MLOpsCore

extension ReportPage {
    /// One file with everything in it: no script, and nothing is loaded from anywhere.
    package var html: String {
        var body = "<h1>\(MarkupText.xml(title))</h1>\n"
        if let commit {
            body += "<p><code>\(MarkupText.xml(String(commit.prefix(12))))</code> \(MarkupText.xml(subject))</p>\n"
        }
        for table in tables { body += HTMLPage.table(table) }
        body += HTMLPage.plots(figures, images)
        for problem in problems { body += "<p class=\"problem\">\(MarkupText.xml(problem))</p>\n" }
        return HTMLPage.document(title: "Report: \(title)", body: body)
    }
}

/// Parts of pages.
package enum HTMLPage {
    /// A page of plots alone.
    package static func document(figures: [PlotFigure], images: [PlotImage]) -> String {
        document(title: "Plots", body: plots(figures, images))
    }

    static func document(title: String, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" \
        content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(MarkupText.xml(title))</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; color: #24292f; background: #fff; margin: 2rem auto; \
        max-width: 70rem; padding: 0 1rem }
        table { border-collapse: collapse; margin: .5rem 0 1rem }
        th, td { border: 1px solid #d0d7de; padding: .25rem .6rem; text-align: left; overflow-wrap: anywhere }
        td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
        th { background: #f6f8fa }
        .better { color: #116329 } .worse { color: #a40e26 }
        .note, .problem { color: #57606a }
        .plots { display: flex; flex-wrap: wrap; gap: 1rem }
        figure { margin: 0; border: 1px solid #d0d7de } figure svg, figure img { max-width: 100%; height: auto }
        figcaption { padding: .25rem .6rem }
        </style>
        </head>
        <body>
        \(body)</body>
        </html>

        """
    }

    static func table(_ table: ReportTable) -> String {
        var text = "<h2>\(MarkupText.xml(table.title))</h2>\n"
        if !table.rows.isEmpty {
            text += "<table>\n<thead><tr>\(cells(table.columns, "th", table.numeric))</tr></thead>\n<tbody>\n"
            for (number, row) in table.rows.enumerated() {
                let verdict = table.verdicts.isEmpty ? ComparisonRow.Verdict.neutral : table.verdicts[number]
                let style = verdict == .neutral ? "" : " class=\"\(verdict.rawValue)\""
                text += "<tr\(style)>\(cells(row, "td", table.numeric))</tr>\n"
            }
            text += "</tbody>\n</table>\n"
        }
        if !table.note.isEmpty { text += "<p class=\"note\">\(MarkupText.xml(table.note))</p>\n" }
        return text
    }

    private static func cells(_ texts: [String], _ element: String, _ numeric: Set<Int>) -> String {
        texts.enumerated().map { column, text in
            "<\(element)\(numeric.contains(column) ? " class=\"n\"" : "")>\(MarkupText.xml(text))</\(element)>"
        }.joined()
    }

    static func plots(_ figures: [PlotFigure], _ images: [PlotImage]) -> String {
        if figures.isEmpty, images.isEmpty { return "" }
        var text = "<h2>Plots</h2>\n<div class=\"plots\">\n"
        for figure in figures { text += "<figure>\(figure.svg)</figure>\n" }
        for image in images {
            // Within <img> a drawing of the repository's can run nothing and load nothing.
            let name = MarkupText.xml("\(image.path) (\(image.revision))")
            let source = "data:\(PlotImage.media(of: image.path) ?? "");base64,\(Base64.encode(image.bytes))"
            text += "<figure><img alt=\"\(name)\" src=\"\(source)\"><figcaption>\(name)</figcaption></figure>\n"
        }
        return text + "</div>\n"
    }
}
