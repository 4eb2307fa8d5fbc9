internal import GRDB
package import MLOpsCore

/// An ``OpLink`` that was found, with whose it is.
package struct LinkRow: Sendable, Hashable {
    package let key: String
    /// A run, a logged model, or a registered model by one of its identities.
    package let subject: String
    package let op: String
    package let path: String

    /// Columns: key, subject, op, path.
    init(_ row: Row) {
        key = row[0]
        subject = row[1]
        op = row[2]
        path = row[3]
    }
}

/// Where things came from and what became of them.
extension RunIndex {
    /// More than this nobody reads; what goes beyond is left out.
    private static let limit = 1000

    /// Who has `key` in this role, at most a thousand.
    package func links(_ key: String, _ role: OpLink.Role) throws(IndexError) -> [LinkRow] {
        try links("l.key = ? AND l.role = ?", [key, role.rawValue])
    }

    /// What one subject is tied to in this role.
    package func links(of subject: String, _ role: OpLink.Role) throws(IndexError) -> [LinkRow] {
        try links("l.subject = (SELECT number FROM subjects WHERE name = ?) AND l.role = ?", [subject, role.rawValue])
    }

    /// Who made something at exactly one of `paths`.
    package func makers(ofPaths paths: [String]) throws(IndexError) -> [LinkRow] {
        try links(ofPaths: paths, .made)
    }

    /// Who read something at exactly one of `paths`.
    package func readers(ofPaths paths: [String]) throws(IndexError) -> [LinkRow] {
        try links(ofPaths: paths, .used)
    }

    /// The number stands in the text: SQLite takes the index of one role only then.
    private func links(ofPaths paths: [String], _ role: OpLink.Role) throws(IndexError) -> [LinkRow] {
        if paths.isEmpty { return [] }
        let marks = paths.map { _ in "?" }.joined(separator: ", ")
        return try links(
            "l.role = \(role.rawValue) AND l.path <> '' AND l.path IN (\(marks))", StatementArguments(paths))
    }

    /// Who read something within the folder `path`.
    package func readers(within path: String) throws(IndexError) -> [LinkRow] {
        try links("l.role = 0 AND l.path <> '' AND l.path >= ? AND l.path < ?", [path + "/", path + "0"])
    }

    private func links(_ condition: String, _ arguments: StatementArguments) throws(IndexError) -> [LinkRow] {
        try read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT l.key, s.name, l.op, l.path FROM links l JOIN subjects s ON s.number = l.subject
                        WHERE \(condition) LIMIT \(Self.limit)
                        """), arguments: arguments
            ).map(LinkRow.init)
        }
    }

    /// All paths at which stages or runs made something, sorted; nil when there are too many to look at.
    package func madePaths(limit: Int = 10_000) throws(IndexError) -> [String]? {
        let paths = try read { db in
            try String.fetchAll(
                db, sql: "SELECT DISTINCT path FROM links WHERE role = 1 AND path <> '' ORDER BY path LIMIT ?",
                arguments: [limit + 1])
        }
        return paths.count > limit ? nil : paths
    }

    /// The record of a stage that came with the op.
    package func stage(_ op: String) throws(IndexError) -> StageRow? {
        try stages("t.op = ?", [op]).first
    }

    /// The stages of a run in the order in which they began.
    package func stages(ofRun run: String) throws(IndexError) -> [StageRow] {
        try stages("t.subject = (SELECT number FROM subjects WHERE name = ?) ORDER BY t.started, t.op", [run])
    }

    private func stages(_ condition: String, _ arguments: StatementArguments) throws(IndexError) -> [StageRow] {
        try read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT t.op, s.name, t.started, t.json FROM stages t JOIN subjects s ON s.number = t.subject
                        WHERE \(condition)
                        """), arguments: arguments
            ).map(StageRow.init)
        }
    }

    /// The record of a run as ``listJSON(_:)`` has it; nil when there is none.
    package func runJSON(_ id: String) throws(IndexError) -> String? {
        try read { db in
            try String.fetchOne(db.cachedStatement(sql: "SELECT json FROM runs WHERE id = ?"), arguments: [id])
        }
    }

    /// Live runs that are parts of `run`, the first to begin first.
    package func parts(of run: String) throws(IndexError) -> [String] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT id FROM runs WHERE parent = ? AND +deleted = 0 ORDER BY +started, id LIMIT 1000",
                arguments: [run])
        }
    }

    /// Commits that `old` was rewritten into.
    package func successors(of old: String) throws(IndexError) -> [String] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT new_id FROM rewrites WHERE old_id = ? ORDER BY new_id", arguments: [old])
        }
    }
}
