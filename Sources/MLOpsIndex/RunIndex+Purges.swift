internal import GRDB
package import MLOpsCore

extension RunIndex {
    /// What was purged as far as the indexed ops say. ``clear()`` keeps it: an index that is filled again needs to know
    /// before it meets the ops.
    package func purges() throws(IndexError) -> PurgeSet {
        try read { db in
            guard try db.tableExists("purges") else { return PurgeSet() }
            return PurgeSet(Set(try String.fetchAll(db, sql: "SELECT subject FROM purges")))
        }
    }

    package func remember(_ purges: PurgeSet) throws(IndexError) {
        try write { db in
            try db.execute(sql: "CREATE TABLE IF NOT EXISTS purges(subject TEXT PRIMARY KEY) WITHOUT ROWID")
            for subject in purges.subjects.sorted() {
                try db.execute(sql: "INSERT OR IGNORE INTO purges VALUES (?)", arguments: [subject])
            }
        }
    }
}
