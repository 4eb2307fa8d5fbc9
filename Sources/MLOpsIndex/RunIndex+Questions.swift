internal import GRDB
package import MLOpsCore

extension RunIndex {
    /// Ids that begin with `prefix`, at most `limit`.
    package func runs(withPrefix prefix: String, limit: Int = 10) throws(IndexError) -> [String] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT id FROM runs WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
                arguments: [prefix, prefix + "g", limit])
        }
    }

    /// Ids of the runs called `name`, the newest first.
    package func runs(named name: String, isHidden: Bool = false) throws(IndexError) -> [String] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT id FROM runs WHERE name = ? AND +deleted = ? ORDER BY +started DESC, id",
                arguments: [name, isHidden])
        }
    }

    /// A log commit that holds the op called `id`. Looks at every op: the index is by run.
    package func commit(holding id: String) throws(IndexError) -> ObjectID? {
        try read { db in
            try String.fetchOne(
                db, sql: "SELECT p.commit_id FROM ops o JOIN places p ON p.number = o.place WHERE o.id = ?",
                arguments: [id]
            ).flatMap { ObjectID(hex: $0) }
        }
    }

    /// The log commits that hold the op: one, unless heads were rebuilt.
    package func commits(holding op: Op) throws(IndexError) -> [ObjectID] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT p.commit_id FROM subjects s JOIN ops o ON o.subject = s.number
                    JOIN places p ON p.number = o.place WHERE s.name = ? AND o.lamport = ? AND o.id = ?
                    """, arguments: [op.subject ?? "", op.lamport, op.id]
            ).compactMap { ObjectID(hex: $0) }
        }
    }

    /// Live runs whose code at the start or at the end was `tree`, the newest first. The `+` keeps SQLite off the index
    /// by start, which it would read to the end for the sake of the order.
    package func runs(withTree tree: String) throws(IndexError) -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM runs WHERE (start_tree = ?1 OR end_tree = ?1) AND +deleted = 0
                    ORDER BY +started DESC, id
                    """, arguments: [tree])
        }
    }

    /// The last `limit` runs that are not deleted and changed files, the newest first.
    package func changingRuns(_ limit: Int) throws(IndexError) -> [RunRow] {
        try runs("end_tree <> start_tree AND deleted = 0 ORDER BY started DESC, id LIMIT \(limit)", [])
    }

    /// Live runs that began on commit `base`, the newest first.
    package func runs(basedOn base: String) throws(IndexError) -> [RunRow] {
        try runs("base = ? AND +deleted = 0 ORDER BY +started DESC, id", [base])
    }

    private func runs(_ condition: String, _ arguments: StatementArguments) throws(IndexError) -> [RunRow] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT id, name, status, started, duration, base, headline, start_tree, end_tree FROM runs "
                    + "WHERE " + condition,
                arguments: arguments
            ).map { row in
                RunRow(
                    id: row[0], name: row[1], status: row[2], started: row[3], duration: row[4], base: row[5],
                    commit: nil, startTree: row[7], endTree: row[8], isDeleted: false, headline: row[6], json: "")
            }
        }
    }

    /// Live runs attached to `commit` by an op, exact ones first, the newest first among equals.
    package func runs(attachedTo commit: String) throws(IndexError) -> [(run: String, differingPaths: Int64)] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT a.run, a.paths FROM attachments a JOIN runs r ON r.id = a.run
                    WHERE a.commit_id = ? AND r.deleted = 0 ORDER BY a.paths > 0, r.started DESC, a.run
                    """, arguments: [commit]
            ).map { ($0[0], $0[1]) }
        }
    }

    /// Commits with attached runs.
    package func attachedCommits() throws(IndexError) -> [String] {
        try read { db in try String.fetchAll(db, sql: "SELECT DISTINCT commit_id FROM attachments ORDER BY commit_id") }
    }

    /// Every rewrite as (old, new).
    package func rewrites() throws(IndexError) -> [(old: String, new: String)] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT old_id, new_id FROM rewrites ORDER BY old_id, new_id").map {
                ($0[0], $0[1])
            }
        }
    }

    /// Commits that were rewritten into `new`.
    package func predecessors(of new: String) throws(IndexError) -> [String] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT old_id FROM rewrites WHERE new_id = ? ORDER BY old_id", arguments: [new])
        }
    }
}
