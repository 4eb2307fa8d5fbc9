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
        var text = ""
        Self.write(columns, rows, paintTitle: paintTitle) { text += $0 }
        return text
    }

    /// As ``text(paintTitle:)``, line by line. `rows` are asked for twice, so that many need not be kept.
    package static func write(
        _ columns: [Column], _ rows: some Collection<[String]>, paintTitle: (String) -> String = { $0 },
        to output: (String) -> Void
    ) {
        let titles = columns.map { DisplayText.oneLine($0.title) }
        var widths = titles.map(width)
        for row in rows {
            for column in columns.indices {
                widths[column] = max(widths[column], width(DisplayText.painted(row[column])))
            }
        }
        output(line(titles.map(paintTitle), columns, widths) + "\n")
        for row in rows { output(line(row.map(DisplayText.painted), columns, widths) + "\n") }
    }

    private static func line(_ cells: [String], _ columns: [Column], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[index] - width(cell))
            let isLast = index == cells.count - 1
            switch columns[index].alignment {
            case .right: text += padding + cell
            case .left: text += cell + (isLast ? "" : padding)
            }
            if !isLast { text += "  " }
        }
        while text.utf8.last == UInt8(ascii: " ") { text.removeLast() }
        return text
    }

    /// Columns that a terminal gives to `text`: escape sequences none, wide characters two.
    static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ 0x20..<0x7f ~= $0 }) { return text.utf8.count }
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
