internal import GRDB
package import MLOpsCore

/// SQLite copy of the log for fast questions. It is rebuilt from the log whenever it is missing, older than the
/// format or in doubt; deleting it changes no answer.
package final class RunIndex: Sendable {
    private static let schemaVersion = 2

    private let queue: DatabaseQueue
    package let path: String

    /// Opens or creates the index at `path`; one of another version is emptied.
    package init(path: String) throws(IndexError) {
        self.path = path
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536")
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write(Self.prepare)
        } catch {
            throw IndexError(path: path, cause: "\(error)")
        }
    }

    private static func prepare(_ db: Database) throws {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if version == schemaVersion { return }
        for table in ["heads", "ops", "runs", "attachments", "rewrites"] {
            try db.execute(sql: "DROP TABLE IF EXISTS \(table)")
        }
        try db.execute(
            sql: """
                CREATE TABLE heads(id TEXT PRIMARY KEY) WITHOUT ROWID;
                CREATE TABLE ops(id TEXT PRIMARY KEY, run TEXT, lamport INTEGER NOT NULL, location TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
                CREATE INDEX ops_by_run ON ops(run);
                CREATE INDEX ops_by_lamport ON ops(lamport);
                CREATE TABLE runs(
                    id TEXT PRIMARY KEY, started INTEGER NOT NULL, deleted INTEGER NOT NULL, name TEXT NOT NULL,
                    status TEXT NOT NULL, duration INTEGER, base TEXT, shown_commit TEXT, start_tree TEXT, end_tree TEXT,
                    headline TEXT NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
                CREATE INDEX runs_by_start ON runs(deleted, started DESC, id, name, status, duration, shown_commit, headline);
                CREATE INDEX runs_by_start_tree ON runs(start_tree);
                CREATE INDEX runs_by_end_tree ON runs(end_tree);
                CREATE INDEX runs_by_base ON runs(base);
                CREATE TABLE attachments(commit_id TEXT, run TEXT, paths INTEGER NOT NULL, PRIMARY KEY(commit_id, run)) WITHOUT ROWID;
                CREATE INDEX attachments_by_run ON attachments(run);
                CREATE TABLE rewrites(new_id TEXT, old_id TEXT, PRIMARY KEY(new_id, old_id)) WITHOUT ROWID;
                PRAGMA user_version = \(schemaVersion);
                """)
    }

    /// The log heads whose ops are all here.
    package func heads() throws(IndexError) -> Set<String> {
        try read { db in Set(try String.fetchAll(db, sql: "SELECT id FROM heads")) }
    }

    /// The largest lamport value of an op that is not quarantined.
    package func lamport() throws(IndexError) -> Int64 {
        try read { db in
            try Int64.fetchOne(db, sql: "SELECT max(lamport) FROM ops WHERE lamport < ?", arguments: [1 << 48]) ?? 0
        }
    }

    /// Adds `ops`, each with the log commit that holds it, and remembers `heads` as indexed, in one transaction.
    /// `refold` turns all ops of a run into its row; it is called once for each run that the new ops touch.
    package func add(
        _ ops: [(op: Op, location: String)], heads: Set<String>, refold: (String, [Op]) -> RunRow?
    ) throws(IndexError) {
        try write { db in
            let wasEmpty = try !Bool.fetchOne(db, sql: "SELECT EXISTS(SELECT 1 FROM ops)")!
            let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO ops VALUES (?, ?, ?, ?, ?)")
            var touched: [String: [Op]] = [:]
            for (op, location) in ops {
                let line = String(decoding: op.line, as: UTF8.self)
                try insert.execute(arguments: [op.id, op.run, op.lamport, location, line])
                if let run = op.run { touched[run, default: []].append(op) }
                if op.kind == .commitRewritten { try Self.addRewrite(op, db) }
            }
            for (run, new) in touched {
                let all = wasEmpty ? new : try Self.ops(of: run, db)
                try Self.store(refold(run, all), run: run, replacing: !wasEmpty, db)
            }
            try db.execute(sql: "DELETE FROM heads")
            for head in heads { try db.execute(sql: "INSERT INTO heads VALUES (?)", arguments: [head]) }
        }
    }

    /// Forgets everything; the next reader rebuilds.
    package func clear() throws(IndexError) {
        try write { db in
            for table in ["heads", "ops", "runs", "attachments", "rewrites"] {
                try db.execute(sql: "DELETE FROM \(table)")
            }
        }
    }

    private static func addRewrite(_ op: Op, _ db: Database) throws {
        guard let old = op.body["old"]?.stringValue, let new = op.body["new"]?.stringValue else { return }
        try db.execute(sql: "INSERT OR IGNORE INTO rewrites VALUES (?, ?)", arguments: [new, old])
    }

    private static func store(_ row: RunRow?, run: String, replacing: Bool, _ db: Database) throws {
        if replacing {
            try db.cachedStatement(sql: "DELETE FROM runs WHERE id = ?").execute(arguments: [run])
            try db.cachedStatement(sql: "DELETE FROM attachments WHERE run = ?").execute(arguments: [run])
        }
        guard let row else { return }
        try db.cachedStatement(sql: "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").execute(
            arguments: [
                row.id, row.started, row.isDeleted ? 1 : 0, row.name, row.status, row.duration, row.base, row.commit,
                row.startTree, row.endTree, row.headline, row.json,
            ])
        for attachment in row.attachments {
            try db.execute(
                sql: "INSERT OR IGNORE INTO attachments VALUES (?, ?, ?)",
                arguments: [attachment.commit, row.id, attachment.differingPaths])
        }
    }

    static func ops(of run: String, _ db: Database) throws -> [Op] {
        let lines = try String.fetchAll(
            db, sql: "SELECT body FROM ops WHERE run = ? ORDER BY lamport, id", arguments: [run])
        return lines.compactMap { Op(line: Array($0.utf8)) }
    }

    func read<T>(_ body: (Database) throws -> T) throws(IndexError) -> T {
        do { return try queue.read(body) } catch { throw IndexError(path: path, cause: "\(error)") }
    }

    func write(_ body: (Database) throws -> Void) throws(IndexError) {
        do { try queue.write(body) } catch { throw IndexError(path: path, cause: "\(error)") }
    }
}
