internal import GRDB

/// The index as text, to compare one with another.
extension RunIndex {
    /// What each part of the index holds, one sorted line for each row. Where an op is written twice, either place will
    /// do, so places are left out.
    package func contents() throws(IndexError) -> [(part: String, lines: [String])] {
        let queries = [
            ("heads", "SELECT id FROM heads"),
            ("clock", "SELECT lamport FROM clock"),
            ("ops", "SELECT s.name, o.lamport, o.id FROM ops o JOIN subjects s ON s.number = o.subject"),
            ("runs", "SELECT id, deleted, status, json FROM runs"),
            ("attachments", "SELECT commit_id, run, paths FROM attachments"),
            ("registry", "SELECT op, line FROM registry"),
            ("names", "SELECT n.name, s.name FROM names n JOIN subjects s ON s.number = n.subject"),
            ("rewrites", "SELECT new_id, old_id FROM rewrites"),
            (
                "links",
                "SELECT l.key, l.role, s.name, l.op, l.path FROM links l JOIN subjects s ON s.number = l.subject"
            ),
            ("stages", "SELECT op, started, json FROM stages"),
        ]
        return try read { db in
            try queries.map { part, query in
                let rows = try Row.fetchAll(db, sql: query)
                return (part, rows.map { row in row.databaseValues.map { "\($0)" }.joined(separator: " ") }.sorted())
            }
        }
    }
}
