internal import GRDB
internal import MLOpsCore

/// Which runs a list shows.
package struct RunFilter: Sendable, Equatable {
    /// At most so many; nil: all.
    package var limit: Int?
    package var includeDeleted: Bool
    /// Ids of experiments; nil: any.
    package var experiments: [String]?
    /// Ids of experiments whose runs are hidden.
    package var hiddenExperiments: [String]
    /// Each tag has to be there; with a value, as this value.
    package var tags: [(key: String, value: String?)]
    /// The run that they are parts of.
    package var parent: String?

    package init(
        limit: Int? = nil, includeDeleted: Bool = false, experiments: [String]? = nil, hiddenExperiments: [String] = [],
        tags: [(key: String, value: String?)] = [], parent: String? = nil
    ) {
        self.limit = limit
        self.includeDeleted = includeDeleted
        self.experiments = experiments
        self.hiddenExperiments = hiddenExperiments
        self.tags = tags
        self.parent = parent
    }

    package static func == (left: RunFilter, right: RunFilter) -> Bool {
        left.limit == right.limit && left.includeDeleted == right.includeDeleted
            && left.experiments == right.experiments && left.hiddenExperiments == right.hiddenExperiments
            && left.tags.elementsEqual(right.tags, by: ==) && left.parent == right.parent
    }

    /// What follows `FROM runs`, and its arguments.
    var sql: (text: String, arguments: StatementArguments) {
        var clauses = [includeDeleted ? "deleted IN (0, 1)" : "deleted = 0"]
        var arguments: StatementArguments = []
        if let experiments {
            clauses.append("experiment IN (\(Self.marks(experiments)))")
            arguments += StatementArguments(experiments)
            // So that the index of the few runs outside the default experiment counts.
            if !experiments.contains(ExperimentRecord.defaultID) { clauses.append("experiment <> '0'") }
        }
        if !hiddenExperiments.isEmpty {
            clauses.append("experiment NOT IN (\(Self.marks(hiddenExperiments)))")
            arguments += StatementArguments(hiddenExperiments)
        }
        for tag in tags {
            clauses.append(
                "EXISTS(SELECT 1 FROM json_each(runs.json, '$.tags') t WHERE t.key = ? AND (? IS NULL OR t.value = ?))")
            arguments += [tag.key, tag.value, tag.value]
        }
        if let parent {
            clauses.append("parent = ?")
            arguments += [parent]
        }
        arguments += [limit ?? -1]
        return ("WHERE \(clauses.joined(separator: " AND ")) ORDER BY started DESC, id LIMIT ?", arguments)
    }

    private static func marks(_ values: [String]) -> String {
        values.map { _ in "?" }.joined(separator: ", ")
    }
}

extension RunIndex {
    /// Runs, the newest first.
    package func list(_ filter: RunFilter = RunFilter()) throws(IndexError) -> [RunRow] {
        try read { db in
            let (text, arguments) = filter.sql
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT id, name, status, started, duration, shown_commit, headline, deleted FROM runs \(text)",
                arguments: arguments)
            var result: [RunRow] = []
            while let row = try rows.next() {
                result.append(
                    RunRow(
                        id: row[0], name: row[1], status: row[2], started: row[3], duration: row[4], base: nil,
                        commit: row[5], startTree: nil, endTree: nil, isDeleted: row[7] == 1, headline: row[6], json: ""
                    ))
            }
            return result
        }
    }

    /// The records of ``list(_:)`` as lines of JSON.
    package func listJSON(_ filter: RunFilter = RunFilter()) throws(IndexError) -> [String] {
        try read { db in
            let (text, arguments) = filter.sql
            return try String.fetchAll(db, sql: "SELECT json FROM runs \(text)", arguments: arguments)
        }
    }

    /// As ``list(_:)``, one row after the other with its record, until `body` says false.
    package func forEach(_ filter: RunFilter = RunFilter(), _ body: (RunRow) throws -> Bool) throws(IndexError) {
        try read { db in
            let (text, arguments) = filter.sql
            let rows = try Row.fetchCursor(
                db,
                sql:
                    "SELECT id, name, status, started, duration, shown_commit, headline, deleted, json FROM runs \(text)",
                arguments: arguments)
            while let row = try rows.next() {
                let row = RunRow(
                    id: row[0], name: row[1], status: row[2], started: row[3], duration: row[4], base: nil,
                    commit: row[5], startTree: nil, endTree: nil, isDeleted: row[7] == 1, headline: row[6], json: row[8]
                )
                if !(try body(row)) { return }
            }
        }
    }

    /// Live runs by the experiment that they name.
    package func runCounts() throws(IndexError) -> [String: Int] {
        try read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT experiment, count(*) FROM runs WHERE +deleted = 0 GROUP BY experiment")
            return Dictionary(rows.map { ($0[0] as String, $0[1] as Int) }) { first, _ in first }
        }
    }

    /// Ids of the things of a kind: `experiment`, `logged` or `model`.
    package func entities(_ kind: String) throws(IndexError) -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql:
                    "SELECT s.name FROM entities e JOIN subjects s ON s.number = e.subject WHERE e.kind = ? ORDER BY s.name",
                arguments: [kind])
        }
    }
}
