import MLOpsCore
import Testing

@testable import MLOpsQuality

@Suite struct ForeignKeyTests {
    private static let users = "id,name\n1,a\n02,b\n"

    private func lines(_ text: String, _ schema: String, users: String? = Self.users) throws -> [String] {
        let report = try TableValidator.validate(
            .bytes(Array(text.utf8)), name: RepoPath("orders.csv"), schema: QualityFixture.schema(schema)
        ) { resource in
            guard resource == "users", let users else { return nil }
            return ReferenceTable(name: RepoPath("users.csv"), content: .bytes(Array(users.utf8)), schema: nil)
        }
        return report.findings.map { $0.description.replacing("schema schemas/users.yaml: ", with: "") }
    }

    private static let orders = """
        {"fields": [{"name": "no", "type": "integer"}, {"name": "user", "type": "integer"}],
         "foreignKeys": [{"fields": "user", "reference": {"resource": "users", "fields": "id"}}]}
        """

    /// Values compare by what they say; a missing one refers to nothing.
    @Test func valuesMustBeThere() throws {
        #expect(
            try lines("no,user\n1,01\n2,2\n3,\n4,3\n", Self.orders) == [
                "orders.csv:5: user = \"3\" is not among id of users.csv (1 of 4 rows; foreignKeys[0])"
            ])
    }

    @Test func aTableMayReferToItself() throws {
        let schema = """
            {"fields": [{"name": "id", "type": "integer"}, {"name": "parent", "type": "integer"}],
             "foreignKeys": [{"fields": ["parent"], "reference": {"fields": ["id"]}}]}
            """
        #expect(try lines("id,parent\n2,1\n1,\n", schema).isEmpty)
        #expect(
            try lines("id,parent\n2,1\n1,7\n", schema) == [
                "orders.csv:3: parent = \"7\" is not among id of this table (1 of 2 rows; foreignKeys[0])"
            ])
    }

    @Test func keysOfSeveralColumns() throws {
        let schema = """
            {"fields": [{"name": "a"}, {"name": "b"}],
             "foreignKeys": [{"fields": ["a", "b"], "reference": {"resource": "users", "fields": ["id", "name"]}}]}
            """
        #expect(try lines("a,b\n1,a\n02,b\n", schema).isEmpty)
        #expect(
            try lines("a,b\n1,b\n", schema) == [
                "orders.csv:2: (a, b) = (\"1\", \"b\") is not among (id, name) of users.csv (1 of 1 row; foreignKeys[0])"
            ])
    }

    @Test func whatIsNotThereIsSaid() throws {
        #expect(
            try lines("no,user\n1,1\n", Self.orders, users: nil) == [
                "orders.csv: refers to a table \"users\" that is not here (foreignKeys[0])"
            ])
        #expect(
            try lines("no,user\n1,1\n", Self.orders, users: "key\n1\n") == [
                "orders.csv: refers to users.csv, which has no column \"id\" (foreignKeys[0])"
            ])
    }

    @Test(arguments: [
        #"{"fields": "user"}"#, #"{"fields": "user", "reference": {"fields": ["a", "b"]}}"#,
        #"{"fields": "nobody", "reference": {"fields": "no"}}"#, #"{"fields": [], "reference": {"fields": []}}"#, "1",
    ]) func keysThatSayNothingAreRefused(_ key: String) {
        #expect(throws: SchemaError.self) {
            try QualityFixture.schema(#"{"fields": [{"name": "user"}, {"name": "no"}], "foreignKeys": [\#(key)]}"#)
        }
    }
}
