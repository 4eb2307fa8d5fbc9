internal import GRDB
package import MLOpsCore

/// The index as the last witness of ops whose commits are gone.
extension RunIndex {
    /// Ops of runs that go on whose log commit is one that `isWanted` asks for, in the order of the fold. Of runs that
    /// ended it has only places.
    package func ops(at isWanted: (String) -> Bool) throws(IndexError) -> [Op] {
        try read { db in
            var ops: [Op] = []
            var known: [String: Bool] = [:]
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT p.commit_id, l.line FROM lines l JOIN ops o ON o.subject = l.subject AND o.id = l.op
                    JOIN places p ON p.number = o.place ORDER BY o.lamport, o.id
                    """)
            while let row = try rows.next() {
                let location: String = row[0]
                let wanted = known[location] ?? isWanted(location)
                known[location] = wanted
                let line: String = row[1]
                if wanted, let op = Op(line: Array(line.utf8)) { ops.append(op) }
            }
            return ops
        }
    }

    /// Whether the lines of all ops of the log commit `id` are here.
    package func hasLines(ofCommit id: String) throws(IndexError) -> Bool {
        try read { db in
            let missing = try Int.fetchAll(
                db,
                sql: """
                    SELECT l.op IS NULL FROM places p JOIN ops o ON o.place = p.number LEFT JOIN lines l ON l.op = o.id
                    WHERE p.commit_id = ?
                    """, arguments: [id])
            return !missing.isEmpty && missing.allSatisfy { $0 == 0 }
        }
    }
}
