package import MLOpsCore
package import MLOpsIndex

/// A column of a table of runs.
package struct RunColumn: Sendable, Equatable {
    private enum Source: Sendable, Equatable {
        /// A member of the record, by its name there.
        case member(String)
        case key(SearchKey)
        case headline, commit, milliseconds, id
    }

    /// As it was asked for, and as the table calls it.
    package let title: String
    private let source: Source

    private static let members: [String: Source] = [
        "id": .id, "run": .id, "commit": .commit, "time": .milliseconds, "wall_ms": .milliseconds, "metrics": .headline,
        "name": .member("name"), "status": .member("status"), "started": .member("started"), "ended": .member("ended"),
        "experiment": .member("experiment"), "author": .member("author"), "user": .member("user"),
        "host": .member("host"), "note": .member("note"), "parent": .member("parent"), "command": .member("command"),
        "tags": .member("tags"),
    ]

    /// `name`, `started`, `metrics.loss`, `params.lr`, `tags.team`, …: a column of `runs list`, or a key of
    /// docs/search.md.
    package init(_ text: String) throws(SearchError) {
        title = text
        if let known = Self.members[text] {
            source = known
        } else {
            source = .key(try SearchOrder(text, of: .runs).key)
        }
    }

    package static func metric(_ name: String) -> RunColumn { RunColumn(title: "metrics.\(name)", .key(.metric(name))) }
    package static func param(_ name: String) -> RunColumn { RunColumn(title: "params.\(name)", .key(.param(name))) }
    package static func tag(_ name: String) -> RunColumn { RunColumn(title: "tags.\(name)", .key(.tag(name))) }

    private init(title: String, _ source: Source) {
        self.title = title
        self.source = source
    }

    package var isMetric: Bool { if case .key(.metric) = source { true } else { false } }
    /// Whether it stands at the right of its column.
    package var isNumeric: Bool { isMetric || source == .milliseconds }
    package var isName: Bool { source == .id }
    package var isTime: Bool { source == .member("started") || source == .member("ended") }
    package var isDuration: Bool { source == .milliseconds }
    package var isCommit: Bool { source == .commit }

    /// Nil when the run has nothing there.
    package func value(_ row: RunRow, _ values: RunValues) -> JSONValue? {
        switch source {
        case .id: .string(row.id)
        case .commit: row.commit.map(JSONValue.string)
        case .milliseconds: row.duration.map(JSONValue.integer)
        case .headline: row.headline.isEmpty ? Optional.none : .string(row.headline)
        case .member("status") where row.isDeleted: "deleted"
        case .member(let name): values.member(name)
        case .key(let key): values.value(key)
        }
    }
}
