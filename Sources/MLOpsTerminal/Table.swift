internal import MLOpsCore

/// Columns of text, two blanks apart. Widths count characters as shown, so colour codes take no room.
package struct Table: Sendable {
    package struct Column: Sendable {
        package enum Alignment: Sendable { case left, right }
        package let title: String
        package let alignment: Alignment

        package init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    package var columns: [Column]
    package var rows: [[String]]

    package init(columns: [Column], rows: [[String]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// The table with its titles, every line ended by a newline; no blanks at line ends. Control characters are shown as
    /// escapes, but for colours in cells.
    package func text(paintTitle: (String) -> String = { $0 }) -> String {
        let rows = rows.map { $0.map(DisplayText.painted) }
        let titles = columns.map { DisplayText.oneLine($0.title) }
        let widths = columns.indices.map { column in
            ([titles[column]] + rows.map { $0[column] }).map(Self.width).max() ?? 0
        }
        let header = line(titles.map(paintTitle), widths)
        return ([header] + rows.map { line($0, widths) }).joined(separator: "\n") + "\n"
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[index] - Self.width(cell))
            let isLast = index == cells.count - 1
            switch columns[index].alignment {
            case .right: text += padding + cell
            case .left: text += cell + (isLast ? "" : padding)
            }
            if !isLast { text += "  " }
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// Columns that a terminal gives to `text`: escape sequences none, wide characters two.
    static func width(_ text: String) -> Int {
        var count = 0
        var inEscape = false
        for character in text {
            if character == "\u{1b}" {
                inEscape = true
            } else if inEscape {
                if character.isLetter { inEscape = false }
            } else {
                count += CharacterWidth.columns(character)
            }
        }
        return count
    }
}
