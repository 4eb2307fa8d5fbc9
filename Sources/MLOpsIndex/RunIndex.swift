internal import GRDB
package import MLOpsCore

/// SQLite copy of the log for fast questions. It is rebuilt from the log whenever it is missing, older than the
/// format or in doubt; deleting it changes no answer.
package final class RunIndex: Sendable {
    private let queue: DatabaseQueue
    package let path: String

    /// Opens or creates the index at `path`; one of another version is emptied.
    package init(path: String) throws(IndexError) {
        self.path = path
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536")
        }
        do {
            // SQLite's name for the file is text.
            let place = NativeText.isText(path) ? path : Self.memory
            queue = try DatabaseQueue(path: place, configuration: configuration)
            try queue.write(IndexSchema.prepare)
        } catch {
            throw IndexError(path: path, error)
        }
    }

    /// An index that lasts as long as the process, for a repository that cannot be written.
    package static func inMemory() throws(IndexError) -> RunIndex {
        try RunIndex(path: memory)
    }

    package var isInMemory: Bool { path == Self.memory }

    private static let memory = ":memory:"

    /// The log heads whose ops are all here.
    package func heads() throws(IndexError) -> Set<String> {
        try read { db in Set(try String.fetchAll(db, sql: "SELECT id FROM heads")) }
    }

    /// The largest lamport value of an op that is not quarantined.
    package func lamport() throws(IndexError) -> Int64 {
        try read { db in try Int64.fetchOne(db, sql: "SELECT lamport FROM clock") ?? 0 }
    }

    /// Adds ops in one transaction, and remembers `heads` as indexed unless nil: then more are to come before they are.
    ///
    /// `ready` has the rows of runs that were folded from nothing but these ops. `refold` is asked for each other run
    /// that they touch; it gets what is known of the earlier ops, and the new ones.
    package func add(
        _ ops: [PlacedOp], heads: Set<String>?, ready: [String: RunRow] = [:],
        refold: (_ run: String, _ earlier: [IndexedOp], _ new: [Op]) throws -> RunRow?
    ) throws {
        do {
            try queue.write { db in
                try Self.add(ops, ready: ready, refold: refold, db)
                guard let heads else { return }
                try db.execute(sql: "DELETE FROM heads")
                for head in heads { try db.execute(sql: "INSERT INTO heads VALUES (?)", arguments: [head]) }
            }
        } catch let error as DatabaseError {
            throw IndexError(path: path, error)
        }
    }

    private static func add(
        _ ops: [PlacedOp], ready: [String: RunRow], refold: (String, [IndexedOp], [Op]) throws -> RunRow?,
        _ db: Database
    ) throws {
        var writer = try IndexWriter(db)
        for placed in ops { try writer.insert(placed) }
        for (subject, touched) in writer.touched where !touched.isRegistry {
            let row: RunRow?
            if touched.isNew, let done = ready[subject] {
                row = done
            } else {
                let earlier = touched.isNew ? [] : try Self.ops(of: subject, except: Set(touched.ops.map(\.id)), db)
                row = try refold(subject, earlier, touched.ops)
            }
            try writer.store(row, of: subject, touched)
        }
        try writer.finish()
    }

    /// Forgets everything; the next reader rebuilds.
    package func clear() throws(IndexError) {
        try write(IndexSchema.create)
    }

    /// All that is known of the ops of a run, or another subject, in the order of the fold.
    package func ops(of subject: String) throws(IndexError) -> [IndexedOp] {
        try read { db in try Self.ops(of: subject, db) }
    }

    private static func ops(of subject: String, except new: Set<String> = [], _ db: Database) throws -> [IndexedOp] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT o.id, p.commit_id, p.blob, o.start, o.length, l.line FROM subjects s
                    JOIN ops o ON o.subject = s.number JOIN places p ON p.number = o.place
                    LEFT JOIN lines l ON l.op = o.id WHERE s.name = ? ORDER BY o.lamport, o.id
                    """), arguments: [subject])
        var ops: [IndexedOp] = []
        while let row = try rows.next() {
            let id: String = row[0]
            if !new.contains(id), let op = IndexedOp(row) { ops.append(op) }
        }
        return ops
    }

    func read<T>(_ body: (Database) throws -> T) throws(IndexError) -> T {
        do { return try queue.read(body) } catch { throw IndexError(path: path, error) }
    }

    func write(_ body: (Database) throws -> Void) throws(IndexError) {
        do { try queue.write(body) } catch { throw IndexError(path: path, error) }
    }
}
