internal import GRDB
package import MLOpsCore

/// Models and versions as programs see them. They are made when somebody asks for them, and go when an op about their
/// model comes.
extension RunIndex {
    /// ``ModelRecord/json`` of each of `models` (ids as in ``modelSummaries()``) on one line, names in order.
    package func modelDocuments(_ models: [String]) throws(IndexError) -> [String] {
        try keepRecords(of: models)
        return try read { db in
            let find = try db.cachedStatement(
                sql: "SELECT subject, document FROM records JOIN subjects ON number = subject WHERE name = ?")
            let versions = try db.cachedStatement(
                sql: "SELECT document FROM versions WHERE subject = ? ORDER BY rowid")
            return try models.compactMap { model in
                guard let row = try Row.fetchOne(find, arguments: [model]), let text = row[1] as String? else {
                    return nil
                }
                let all = try String.fetchAll(versions, arguments: [row[0] as Int64])
                return text.dropLast() + ",\"versions\":[" + all.joined(separator: ",") + "]}"
            }
        }
    }

    /// All versions of `models`, deleted ones too.
    package func versionSummaries(of models: [String]) throws(IndexError) -> [VersionSummary] {
        try keepRecords(of: models)
        return try read { db in
            let find = try db.cachedStatement(
                sql: """
                    SELECT model, number, versions.name, created, updated, author, run, source, description, deleted, stages,
                        aliases, tags, document
                    FROM versions WHERE subject = (SELECT number FROM subjects WHERE name = ?) ORDER BY rowid
                    """)
            var found: [VersionSummary] = []
            for model in models {
                let rows = try Row.fetchCursor(find, arguments: [model])
                while let row = try rows.next() { found.append(VersionSummary(row)) }
            }
            return found
        }
    }

    /// Folds those of `models` that were not folded since they changed.
    private func keepRecords(of models: [String]) throws(IndexError) {
        let missing = try read { db in
            let find = try db.cachedStatement(
                sql: """
                    SELECT number FROM subjects
                    WHERE name = ? AND NOT EXISTS (SELECT 1 FROM records WHERE subject = number)
                    """)
            return try models.compactMap { try Int64.fetchOne(find, arguments: [$0]) }
        }
        if !missing.isEmpty { try write { db in try Self.keepRecords(of: missing, db) } }
    }

    private static func keepRecords(of missing: [Int64], _ db: Database) throws {
        let kin = try db.cachedStatement(
            sql: "WITH RECURSIVE kin(subject) AS (SELECT ? UNION \(kinStep)) SELECT subject FROM kin")
        var subjects: Set<Int64> = []
        for subject in missing where !subjects.contains(subject) {
            subjects.formUnion(try Int64.fetchAll(kin, arguments: [subject]))
        }
        let find = try db.cachedStatement(sql: "SELECT line FROM registry WHERE subject = ?")
        let ops = try subjects.flatMap { try Self.ops(String.fetchCursor(find, arguments: [$0])) }
        let insert = try db.cachedStatement(sql: "INSERT OR REPLACE INTO records VALUES (?, ?)")
        for subject in subjects { try insert.execute(arguments: [subject, nil]) }
        let number = try db.cachedStatement(sql: "SELECT number FROM subjects WHERE name = ?")
        for model in ModelFold.fold(ops) {
            guard let subject = try Int64.fetchOne(number, arguments: [model.id]) else { continue }
            let document = JSONValue.object(model.members).serialized(.compact(sortedKeys: true)).asText
            try insert.execute(arguments: [subject, document])
            for version in model.versions { try VersionSummary(version, of: model).insert(under: subject, db) }
        }
    }
}

extension VersionSummary {
    fileprivate init(_ row: Row) {
        func list(_ column: Int) -> [String] {
            let text: String = row[column]
            return text == "[]" ? [] : Self.parse(text)?.arrayValue?.compactMap(\.stringValue) ?? []
        }
        let tags: String = row[12]
        let members = tags == "{}" ? nil : Self.parse(tags)?.objectValue
        self.init(
            model: row[0], number: row[1], name: row[2], created: row[3], updated: row[4], author: row[5],
            run: row[6], source: row[7], description: row[8], isDeleted: row[9], stages: list(10), aliases: list(11),
            tags: Dictionary((members ?? [:]).map { ($0.key, $0.value.stringValue ?? "") }) { _, last in last },
            document: row[13])
    }

    private static func parse(_ text: String) -> JSONValue? { try? JSONValue.parse(Array(text.utf8)) }

    fileprivate func insert(under subject: Int64, _ db: Database) throws {
        func text(_ value: JSONValue) -> String { value.serialized(.compact).asText }
        try db.cachedStatement(
            sql: "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            subject, model, number, name, created, updated, author, run, source, description, isDeleted,
            text(.array(stages.map(JSONValue.string))), text(.array(aliases.map(JSONValue.string))),
            text(.object(JSONObject(tags.map { (key: $0.key, value: .string($0.value)) }))), document,
        ])
    }
}
