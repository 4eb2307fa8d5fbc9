/// Judges one table by one schema. Both come as bytes, because both come from the same index or commit.
package protocol TableChecker: Sendable {
    /// What is wrong, as (line, sentence), at most a screenful, with the whole count in the last one. Throws when
    /// the schema itself cannot be read.
    func problems(
        of table: [UInt8], named name: String, schema: [UInt8], named schemaName: String
    ) throws -> (problems: [(line: Int?, message: String)], hints: [String])
}
