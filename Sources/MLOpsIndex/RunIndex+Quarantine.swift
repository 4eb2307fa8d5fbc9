internal import GRDB

extension RunIndex {
    /// Ids of ops that are kept and not folded because their clock is out of bounds, at most `limit`.
    package func quarantined(limit: Int = 1000) throws(IndexError) -> [String] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT id FROM ops WHERE lamport < 1 OR lamport >= ? ORDER BY id LIMIT ?",
                arguments: [1 << 48, limit])
        }
    }
}
