internal import MLOpsCore

extension LineageOutline {
    /// The outline drawn as a tree. `paint` colours what things are called.
    package func text(paint: (String) -> String) -> String {
        var text = ""
        for item in items { Self.draw(item, "", "", paint, into: &text) }
        if !runs.isEmpty {
            text += "\nruns\n"
            for run in runs { Self.draw(run, "  ", "  ", paint, into: &text) }
        }
        if !gaps.isEmpty {
            text += "\nmissing links\n"
            for gap in gaps {
                text += "  \(paint(DisplayText.oneLine(gap.name))): \(DisplayText.oneLine(gap.reason))\n"
            }
        }
        return text
    }

    private static func draw(
        _ item: Item, _ lead: String, _ below: String, _ paint: (String) -> String, into text: inout String
    ) {
        let name = DisplayText.oneLine(item.name)
        text +=
            lead
            + ([item.style == .title ? paint(name) : name] + item.notes.map(DisplayText.oneLine))
            .joined(separator: "  ") + "\n"
        for (number, child) in item.children.enumerated() {
            let isLast = number == item.children.count - 1
            draw(child, below + (isLast ? "└─ " : "├─ "), below + (isLast ? "   " : "│  "), paint, into: &text)
        }
    }

    /// The outline as nested lists of Markdown; `escape` makes text of others harmless.
    package func markdown(escape: (String) -> String) -> String {
        var text = ""
        for item in items { Self.list(item, 0, escape, into: &text) }
        if !runs.isEmpty {
            text += "\n### Runs\n\n"
            for run in runs { Self.list(run, 0, escape, into: &text) }
        }
        if !gaps.isEmpty {
            text += "\n### Missing links\n\n"
            for gap in gaps { text += "- **\(escape(gap.name))**: \(escape(gap.reason))\n" }
        }
        return text
    }

    private static func list(_ item: Item, _ depth: Int, _ escape: (String) -> String, into text: inout String) {
        let name = escape(item.name)
        text += String(repeating: "  ", count: depth) + "- " + (item.style == .title ? "**\(name)**" : name)
        text += item.notes.map { " " + escape($0) }.joined() + "\n"
        for child in item.children { list(child, depth + 1, escape, into: &text) }
    }
}
