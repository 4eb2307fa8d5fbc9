internal import GRDB

/// The tables of the index. Ops are kept in the order subject, lamport, id, so that those of a run lie together and the
/// same op from two commits is one row. Runs have row ids: their long rows would each take a page of their own without.
enum IndexSchema {
    static let version = 10

    private static let tables = [
        "heads", "clock", "subjects", "entities", "places", "ops", "lines", "runs", "attachments", "rewrites",
        "links", "stages",
        "registry", "names", "summaries", "records", "versions",
    ]

    /// Creates the tables unless they are there in this version.
    static func prepare(_ db: Database) throws {
        if try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 != version { try create(db) }
    }

    /// Creates the tables, empty.
    static func create(_ db: Database) throws {
        for table in tables { try db.execute(sql: "DROP TABLE IF EXISTS \(table)") }
        try db.execute(
            sql: """
                CREATE TABLE heads(id TEXT PRIMARY KEY) WITHOUT ROWID;
                CREATE TABLE clock(lamport INTEGER NOT NULL);
                INSERT INTO clock VALUES (0);
                CREATE TABLE subjects(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
                CREATE TABLE entities(kind TEXT, subject INTEGER, PRIMARY KEY(kind, subject)) WITHOUT ROWID;
                CREATE TABLE places(number INTEGER PRIMARY KEY, commit_id TEXT NOT NULL, blob TEXT NOT NULL, UNIQUE(blob, commit_id));
                CREATE TABLE ops(
                    subject INTEGER NOT NULL, lamport INTEGER NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL,
                    start INTEGER NOT NULL, length INTEGER NOT NULL, PRIMARY KEY(subject, lamport, id)) WITHOUT ROWID;
                CREATE TABLE lines(op TEXT PRIMARY KEY, subject INTEGER NOT NULL, line TEXT NOT NULL) WITHOUT ROWID;
                CREATE INDEX lines_by_subject ON lines(subject);
                CREATE TABLE runs(
                    id TEXT NOT NULL UNIQUE, started INTEGER NOT NULL, deleted INTEGER NOT NULL, name TEXT NOT NULL,
                    status TEXT NOT NULL, duration INTEGER, base TEXT, shown_commit TEXT, start_tree TEXT, end_tree TEXT,
                    headline TEXT NOT NULL, experiment TEXT NOT NULL, parent TEXT, json TEXT NOT NULL);
                CREATE INDEX runs_by_start ON runs(deleted, started DESC, id, name, status, duration, shown_commit, headline);
                CREATE INDEX runs_by_start_tree ON runs(start_tree) WHERE start_tree IS NOT NULL;
                CREATE INDEX runs_by_end_tree ON runs(end_tree) WHERE end_tree IS NOT NULL;
                CREATE INDEX runs_by_name ON runs(name);
                CREATE INDEX runs_by_base ON runs(base) WHERE base IS NOT NULL;
                CREATE INDEX runs_by_experiment ON runs(experiment, started DESC, id) WHERE experiment <> '0';
                CREATE INDEX runs_by_parent ON runs(parent) WHERE parent IS NOT NULL;
                CREATE TABLE attachments(commit_id TEXT, run TEXT, paths INTEGER NOT NULL, PRIMARY KEY(commit_id, run)) WITHOUT ROWID;
                CREATE INDEX attachments_by_run ON attachments(run);
                CREATE TABLE rewrites(new_id TEXT, old_id TEXT, PRIMARY KEY(new_id, old_id)) WITHOUT ROWID;
                CREATE INDEX rewrites_by_old ON rewrites(old_id);
                CREATE TABLE links(
                    key TEXT NOT NULL, role INTEGER NOT NULL, subject INTEGER NOT NULL, op TEXT NOT NULL, path TEXT NOT NULL,
                    PRIMARY KEY(key, role, subject, op, path)) WITHOUT ROWID;
                CREATE INDEX links_by_path ON links(path, subject, key, op) WHERE role = 1 AND path <> '';
                CREATE INDEX links_by_used_path ON links(path, subject, key, op) WHERE role = 0 AND path <> '';
                CREATE INDEX links_by_subject ON links(subject);
                CREATE TABLE stages(op TEXT PRIMARY KEY, subject INTEGER NOT NULL, started INTEGER NOT NULL, json TEXT NOT NULL)
                    WITHOUT ROWID;
                CREATE INDEX stages_by_run ON stages(subject, started);
                CREATE TABLE registry(subject INTEGER, op TEXT, line TEXT NOT NULL, PRIMARY KEY(subject, op)) WITHOUT ROWID;
                CREATE TABLE names(name TEXT, subject INTEGER, PRIMARY KEY(name, subject)) WITHOUT ROWID;
                CREATE INDEX names_by_subject ON names(subject);
                CREATE TABLE summaries(subject INTEGER PRIMARY KEY, summary TEXT);
                CREATE TABLE records(subject INTEGER PRIMARY KEY, document TEXT);
                CREATE TABLE versions(
                    subject INTEGER NOT NULL, model TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
                    created INTEGER NOT NULL, updated INTEGER NOT NULL, author TEXT NOT NULL, run TEXT, source TEXT NOT NULL,
                    description TEXT NOT NULL, deleted INTEGER NOT NULL, stages TEXT NOT NULL, aliases TEXT NOT NULL,
                    tags TEXT NOT NULL, document TEXT NOT NULL);
                CREATE INDEX versions_by_subject ON versions(subject);
                PRAGMA user_version = \(version);
                """)
    }
}
