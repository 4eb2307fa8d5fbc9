internal import MLOpsCore

/// Two sides, key by key.
package struct Comparison: Sendable {
    package enum Kind: String, Sendable {
        case metrics, params

        /// The title of the column that holds the keys.
        package var title: String { self == .metrics ? "Metric" : "Parameter" }
    }

    package let kind: Kind
    package let old: ComparisonSide
    package let new: ComparisonSide
    /// Every key of either side: files in the order of the old side, then those only the new one has; keys by their
    /// UTF-8 bytes.
    package let rows: [ComparisonRow]

    /// Parameters have no direction; those of metrics are the new side's declared ones, then the old side's, then
    /// guessed.
    package init(kind: Kind, old: ComparisonSide, new: ComparisonSide) {
        self.kind = kind
        self.old = old
        self.new = new
        let rules = DirectionRules(declared: new.directions.merging(old.directions) { first, _ in first })
        var rows: [ComparisonRow] = []
        let paths = old.files.map(\.path) + new.files.map(\.path)
        var seen: Set<String> = []
        for path in paths where seen.insert(path).inserted {
            let before = Self.values(of: path, in: old)
            let after = Self.values(of: path, in: new)
            let keys = (before.keys + after.keys.filter { before[$0] == nil }).sorted { Self.precedes($0, $1) }
            for key in keys {
                let direction = kind == .metrics ? rules.direction(of: key) : nil
                rows.append(
                    ComparisonRow(file: path, key: key, old: before[key], new: after[key], direction: direction))
            }
        }
        self.rows = rows
    }

    /// The rows that differ.
    package var changes: [ComparisonRow] { rows.filter(\.isChanged) }

    private static func values(of path: String, in side: ComparisonSide) -> JSONObject {
        var values = JSONObject()
        for file in side.files where file.path == path {
            for (key, value) in file.values { values[key] = value }
        }
        return values
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
