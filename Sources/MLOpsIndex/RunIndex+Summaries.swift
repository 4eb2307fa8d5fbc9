internal import GRDB
package import MLOpsCore

/// What lists show of models. A row goes when an op about its model comes, and is made again when somebody asks.
extension RunIndex {
    /// All models, deleted ones too, by name and then by id.
    package func modelSummaries() throws(IndexError) -> [ModelSummary] {
        let missing = try read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT e.subject FROM entities e LEFT JOIN summaries s ON s.subject = e.subject
                    WHERE e.kind = 'model' AND s.subject IS NULL
                    """)
        }
        if !missing.isEmpty { try write { db in try Self.summarize(Set(missing), db) } }
        let lines = try read { db in
            try String.fetchAll(db, sql: "SELECT summary FROM summaries WHERE summary IS NOT NULL")
        }
        return lines.compactMap { (try? JSONValue.parse(Array($0.utf8))).flatMap { ModelSummary($0) } }
            .sorted { (ByteKey($0.name), $0.id) < (ByteKey($1.name), $1.id) }
    }

    /// Folds the models of `subjects`: each row stands for one identity, of which the first has the summary.
    private static func summarize(_ subjects: Set<Int64>, _ db: Database) throws {
        let isAll = try Int.fetchOne(db, sql: "SELECT count(*) FROM summaries") == 0
        let find = try db.cachedStatement(sql: "SELECT line FROM registry WHERE subject = ?")
        let ops =
            isAll
            ? try Self.ops(String.fetchCursor(db, sql: "SELECT line FROM registry"))
            : try subjects.flatMap { try Self.ops(String.fetchCursor(find, arguments: [$0])) }
        let insert = try db.cachedStatement(sql: "INSERT OR REPLACE INTO summaries VALUES (?, ?)")
        for subject in subjects { try insert.execute(arguments: [subject, nil]) }
        for model in ModelFold.fold(ops) {
            let text = ModelSummary(model).json.serialized(.compact).asText
            try db.execute(
                sql: "INSERT OR REPLACE INTO summaries SELECT number, ? FROM subjects WHERE name = ?",
                arguments: [text, model.id])
        }
    }
}

extension IndexWriter {
    /// Forgets what is known of a model and of all that it shares a name with: they fold together.
    func forgetSummaries(of subject: Int64) throws {
        for table in ["summaries", "records", "versions"]
        where try Int.fetchOne(db, sql: "SELECT EXISTS(SELECT 1 FROM \(table))") == 1 {
            try db.cachedStatement(
                sql: """
                    WITH RECURSIVE kin(subject) AS (SELECT ? UNION \(RunIndex.kinStep))
                    DELETE FROM \(table) WHERE subject IN (SELECT subject FROM kin)
                    """
            ).execute(arguments: [subject])
        }
    }
}
