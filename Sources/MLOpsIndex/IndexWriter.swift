internal import GRDB
internal import MLOpsCore

/// One transaction that adds ops and the rows that they change.
struct IndexWriter {
    /// A run, or another subject, that new ops speak of.
    struct Touched {
        let number: Int64
        /// No op of it was known before.
        let isNew: Bool
        var ops: [Op] = []

        /// Nothing that a list of runs shows.
        var isRegistry: Bool { ops.allSatisfy { LogStore(of: $0.kind) == .registry } }
    }

    /// By the subject's name.
    private(set) var touched: [String: Touched] = [:]

    let db: Database
    private let insertOp: Statement
    private var places: [PlaceKey: Int64] = [:]
    private var lamport: Int64 = 0

    private struct PlaceKey: Hashable {
        let commit: ObjectID
        let blob: ObjectID
    }

    init(_ db: Database) throws {
        self.db = db
        insertOp = try db.cachedStatement(sql: "INSERT OR IGNORE INTO ops VALUES (?, ?, ?, ?, ?, ?)")
    }

    /// Adds the op unless it is known.
    mutating func insert(_ placed: PlacedOp) throws {
        let (op, place) = (placed.op, placed.place)
        let name = op.subject ?? ""
        let (number, isNew) = try touched[name].map { ($0.number, $0.isNew) } ?? subject(name, of: op)
        try insertOp.execute(
            arguments: [number, op.lamport, op.id, try self.number(of: place), place.offset, place.length])
        if db.changesCount == 0 { return }
        touched[name, default: Touched(number: number, isNew: isNew)].ops.append(op)
        if !op.isQuarantined { lamport = max(lamport, op.lamport) }
        if op.kind == .commitRewritten { try addRewrite(op) }
        try addLinks(op, subject: number)
        if LogStore(of: op.kind) == .registry { try addToRegistry(op, subject: number) }
    }

    private func subject(_ name: String, of op: Op) throws -> (Int64, isNew: Bool) {
        let find = try db.cachedStatement(sql: "SELECT number FROM subjects WHERE name = ?")
        if let number = try Int64.fetchOne(find, arguments: [name]) { return (number, false) }
        try db.cachedStatement(sql: "INSERT INTO subjects(name) VALUES (?)").execute(arguments: [name])
        let number = db.lastInsertedRowID
        if let kind = op.entityKind {
            try db.execute(sql: "INSERT INTO entities VALUES (?, ?)", arguments: [kind, number])
        }
        return (number, true)
    }

    private mutating func number(of place: OpPlace) throws -> Int64 {
        let key = PlaceKey(commit: place.commit, blob: place.blob)
        if let known = places[key] { return known }
        let (commit, blob) = (place.commit.hex, place.blob.hex)
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO places(commit_id, blob) VALUES (?, ?)").execute(
            arguments: [commit, blob])
        let find = try db.cachedStatement(sql: "SELECT number FROM places WHERE blob = ? AND commit_id = ?")
        let number = try Int64.fetchOne(find, arguments: [blob, commit])!
        places[key] = number
        return number
    }

    /// Ops of the registry stay at hand whole: a deployment asks for one model, and often.
    private func addToRegistry(_ op: Op, subject: Int64) throws {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO registry VALUES (?, ?, ?)").execute(
            arguments: [subject, op.id, String(decoding: op.line, as: UTF8.self)])
        if op.kind == .modelCreate || op.kind == .modelRename, let name = op.text("name") {
            try db.cachedStatement(sql: "INSERT OR IGNORE INTO names VALUES (?, ?)").execute(arguments: [name, subject])
        }
        try forgetSummaries(of: subject)
    }

    private func addRewrite(_ op: Op) throws {
        guard let old = op.body["old"]?.stringValue, let new = op.body["new"]?.stringValue else { return }
        try db.execute(sql: "INSERT OR IGNORE INTO rewrites VALUES (?, ?)", arguments: [new, old])
    }

    private func addLinks(_ op: Op, subject: Int64) throws {
        for link in op.links {
            try db.cachedStatement(sql: "INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?, ?)").execute(
                arguments: [link.key, link.role.rawValue, subject, op.id, link.path])
        }
        guard op.kind == .runStage, !op.isQuarantined, let record = StageRow(op) else { return }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO stages VALUES (?, ?, ?, ?)").execute(
            arguments: [op.id, subject, record.started, record.json])
    }

    /// Puts the row of a subject in the place of its old one; nil: it has none.
    func store(_ row: RunRow?, of subject: String, _ touched: Touched) throws {
        if !touched.isNew {
            try db.cachedStatement(sql: "DELETE FROM runs WHERE id = ?").execute(arguments: [subject])
            try db.cachedStatement(sql: "DELETE FROM attachments WHERE run = ?").execute(arguments: [subject])
        }
        guard let row else { return }
        try db.cachedStatement(sql: "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").execute(
            arguments: [
                row.id, row.started, row.isDeleted ? 1 : 0, row.name, row.status, row.duration, row.base, row.commit,
                row.startTree, row.endTree, row.headline, row.experiment, row.parent, row.json,
            ])
        for attachment in row.attachments {
            try db.execute(
                sql: "INSERT OR IGNORE INTO attachments VALUES (?, ?, ?)",
                arguments: [attachment.commit, row.id, attachment.differingPaths])
        }
        try keepLines(of: touched, whileRunning: row.isRunning)
    }

    /// The lines of a run that goes on stay at hand; those of one that ended are git's alone.
    private func keepLines(of touched: Touched, whileRunning isRunning: Bool) throws {
        if isRunning {
            let keep = try db.cachedStatement(sql: "INSERT OR IGNORE INTO lines VALUES (?, ?, ?)")
            for op in touched.ops {
                try keep.execute(arguments: [op.id, touched.number, String(decoding: op.line, as: UTF8.self)])
            }
        } else if !touched.isNew {
            try db.cachedStatement(sql: "DELETE FROM lines WHERE subject = ?").execute(arguments: [touched.number])
        }
    }

    /// Sets the clock forward to what was added.
    func finish() throws {
        try db.execute(sql: "UPDATE clock SET lamport = max(lamport, ?)", arguments: [lamport])
    }
}
