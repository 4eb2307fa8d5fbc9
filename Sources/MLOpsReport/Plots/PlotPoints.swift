package import MLOpsCore

/// The points of one plot in one revision, found in its files as DVC finds them.
package struct PlotPoints: Sendable {
    /// Names of columns that stand for several.
    private static let joinedX = "dvc_inferred_x_value"
    private static let joinedY = "dvc_inferred_y_value"
    /// The column that counts the points where no `x` is named.
    package static let index = "step"

    package private(set) var points: [JSONObject] = []
    /// The columns that are drawn.
    package private(set) var x = PlotPoints.index
    package private(set) var y = ""
    package private(set) var xLabel = ""
    package private(set) var yLabel = ""

    /// `files`: what the files hold; of several, those that are not there are left out. `isNamed`: points say which file
    /// and column they come from, even of one. Throws a sentence when a column is missing or columns do not fit together.
    package init(
        _ definition: PlotDefinition, files: [String: JSONValue], revision: String, isNamed: Bool = false
    ) throws(PlotError) {
        let tables = files.mapValues(Self.datapoints)
        let axes = PlotAxes(definition, files: files)
        let xs = try Self.columns(axes.x.filter { files[$0.file] != nil }, in: tables)
        let ys = try Self.columns(axes.y.filter { files[$0.file] != nil }, in: tables)
        if xs.count > 1, xs.count != ys.count {
            throw PlotError("\(xs.count) columns for x and \(ys.count) for y do not fit together")
        }
        let joinsX = Set(xs.map(\.field)).count > 1
        let joinsY = Set(ys.map(\.field)).count > 1
        x = joinsX ? Self.joinedX : xs.first?.field ?? Self.index
        y = joinsY ? Self.joinedY : ys.first?.field ?? ""
        xLabel = axes.xLabel
        yLabel = axes.yLabel
        let names = Self.shortNames(axes.y.map(\.file))
        for (number, column) in ys.enumerated() {
            var rows = tables[column.file] ?? []
            if joinsY { for row in rows.indices { rows[row][y] = rows[row][column.field] } }
            try addX(xs.count > 1 ? xs[number] : xs.first, for: column, in: tables, to: &rows)
            for row in rows.indices {
                rows[row]["rev"] = .string(revision)
                if names.count > 1 || isNamed { rows[row]["filename"] = .string(names[column.file] ?? column.file) }
                if joinsY || isNamed { rows[row]["field"] = .string(column.field) }
                if names.count > 1, joinsY, !isNamed { Self.join(&rows[row]) }
            }
            points += rows
        }
    }

    /// Where both the file and the column differ, they are one word.
    private static func join(_ row: inout JSONObject) {
        let file = row["filename"]?.stringValue ?? ""
        let field = row["field"]?.stringValue ?? ""
        row["filename"] = nil
        row["field"] = nil
        row["filename::field"] = .string("\(file)::\(field)")
    }

    private func addX(
        _ column: PlotAxes.Column?, for other: PlotAxes.Column, in tables: [String: [JSONObject]],
        to rows: inout [JSONObject]
    ) throws(PlotError) {
        guard let column else {
            for row in rows.indices { rows[row][x] = .integer(Int64(row)) }
            return
        }
        let source = tables[column.file] ?? []
        guard source.count == rows.count else {
            throw PlotError(
                "'\(column.field)' of '\(column.file)' and '\(other.field)' of '\(other.file)' differ in length")
        }
        for row in rows.indices {
            if let value = source[row][column.field] { rows[row][x] = value }
        }
    }

    private static func columns(
        _ columns: [PlotAxes.Column], in tables: [String: [JSONObject]]
    ) throws(PlotError) -> [PlotAxes.Column] {
        for column in columns {
            guard let first = tables[column.file]?.first, first[column.field] == nil else { continue }
            throw PlotError(
                "'\(column.file)' has no column '\(column.field)' but \(first.keys.joined(separator: ", "))")
        }
        return columns
    }

    /// The names of several files without the folders they share.
    private static func shortNames(_ files: [String]) -> [String: String] {
        let parts = Set(files).map { $0.split(separator: "/") }
        guard parts.count > 1, var shared = parts.first?.dropLast() else { return [:] }
        for other in parts { shared = shared.prefix(zip(shared, other).prefix { $0 == $1 }.count) }
        return Dictionary(
            parts.map { ($0.joined(separator: "/"), $0.dropFirst(shared.count).joined(separator: "/")) }
        ) { first, _ in first }
    }

    /// Every list of mappings with equal keys, side by side.
    static func datapoints(_ content: JSONValue) -> [JSONObject] {
        var result: [JSONObject] = []
        for list in lists(content) {
            let rows = list.compactMap(\.objectValue)
            guard rows.count == list.count, let first = rows.first else { continue }
            let keys = Set(first.keys)
            guard rows.allSatisfy({ $0.keys.allSatisfy(keys.contains) }) else { continue }
            for (index, row) in rows.enumerated() {
                if index == result.count { result.append(JSONObject()) }
                for (key, value) in row { result[index][key] = value }
            }
        }
        return result
    }

    static func lists(_ content: JSONValue) -> [[JSONValue]] {
        switch content {
        case .array(let items): [items]
        case .object(let members):
            members.flatMap { member -> [[JSONValue]] in
                switch member.value {
                case .array(let items): [items]
                case .object: lists(member.value)
                default: []
                }
            }
        default: []
        }
    }
}

/// Why a plot cannot be made of its files.
package struct PlotError: Error, Equatable {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}
