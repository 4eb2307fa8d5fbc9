internal import GRDB
package import MLOpsCore

extension RunIndex {
    /// All ops of the registry, in no particular order.
    package func registryOps() throws(IndexError) -> [Op] {
        try read { db in try Self.ops(String.fetchCursor(db, sql: "SELECT line FROM registry")) }
    }

    /// All ops of the models that ever had the name `name`, or have that id, and of those that ever shared a name with one
    /// of them: what others there are has no influence on how these fold.
    package func registryOps(ofModel name: String) throws(IndexError) -> [Op] {
        try read { db in
            try Self.ops(
                String.fetchCursor(
                    db,
                    sql: """
                        WITH RECURSIVE kin(subject) AS (
                            SELECT subject FROM names WHERE name = ?1
                            UNION SELECT number FROM subjects WHERE name = ?1
                            UNION \(Self.kinStep))
                        SELECT line FROM registry WHERE subject IN (SELECT subject FROM kin)
                        """, arguments: [name]))
        }
    }

    /// From one model to those that share a name with it.
    static let kinStep = """
        SELECT there.subject FROM kin JOIN names here ON here.subject = kin.subject
        JOIN names there ON there.name = here.name
        """

    static func ops(_ lines: some Cursor<String>) throws -> [Op] {
        var ops: [Op] = []
        while let line = try lines.next() {
            if let op = Op(line: Array(line.utf8)) { ops.append(op) }
        }
        return ops
    }
}
