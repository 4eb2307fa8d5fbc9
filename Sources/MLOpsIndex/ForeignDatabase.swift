internal import GRDB
package import MLOpsCore

/// A SQLite file of another program, which is only read. What it says is not trusted: no view, trigger or function of its
/// own is run, and answers are bounded.
package final class ForeignDatabase {
    private let queue: DatabaseQueue
    private let path: String

    /// Throws ``IndexError`` when it is no database.
    package init(path: String) throws(IndexError) {
        self.path = path
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON")
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            _ = try queue.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") }
        } catch {
            throw IndexError(path: path, error, isForeign: true)
        }
    }

    /// The columns of a table; empty when there is none of that name, or it is a view.
    package func columns(of table: String) throws(IndexError) -> [String] {
        try read { db in
            let isTable = try String.fetchOne(
                db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?", arguments: [table])
            return isTable == nil
                ? [] : try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
        }
    }

    /// Rows of a table as objects, those first that `order` puts first; `body` says whether to go on. A column that the
    /// table lacks is absent. `matching`: only rows with this value in this column. Names must be plain words.
    package func forEach(
        _ table: String, _ columns: [String], matching: (column: String, value: JSONValue)? = nil, order: [String] = [],
        _ body: (JSONObject) throws -> Bool
    ) throws(IndexError) {
        let known = Set(try self.columns(of: table))
        let wanted = columns.filter(known.contains)
        if wanted.isEmpty || matching.map({ !known.contains($0.column) }) ?? false { return }
        let names = wanted.map { "\"\($0)\"" }.joined(separator: ", ")
        let condition = matching.map { " WHERE \"\($0.column)\" = ?" } ?? ""
        let orders = order.filter(known.contains).map { "\"\($0)\"" }
        let arranged = orders.isEmpty ? "" : " ORDER BY " + orders.joined(separator: ", ")
        try read { db in
            let arguments: StatementArguments = matching.map { [Self.value(of: $0.value)] } ?? []
            let rows = try Row.fetchCursor(
                db, sql: "SELECT \(names) FROM \"\(table)\"\(condition)\(arranged)", arguments: arguments)
            while let row = try rows.next() {
                var object: JSONObject = [:]
                for (index, name) in wanted.enumerated() { object[name] = Self.json(row[index]) }
                if !(try body(object)) { return }
            }
        }
    }

    private static func value(of value: JSONValue) -> DatabaseValue {
        switch value {
        case .integer(let number): number.databaseValue
        case .string(let text): text.databaseValue
        default: .null
        }
    }

    private static func json(_ value: DatabaseValue) -> JSONValue {
        switch value.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .double(let number): .double(number)
        case .string(let text): .string(text)
        case .blob(let data): .string(String(decoding: data, as: UTF8.self))
        }
    }

    private func read<T>(_ body: (Database) throws -> T) throws(IndexError) -> T {
        do { return try queue.read(body) } catch { throw IndexError(path: path, error, isForeign: true) }
    }
}
