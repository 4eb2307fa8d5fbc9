internal import GRDB

extension RunIndex {
    /// Commits that a run is attached to.
    package func commits(ofRun run: String) throws(IndexError) -> [String] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT commit_id FROM attachments WHERE run = ? ORDER BY commit_id", arguments: [run])
        }
    }
}
