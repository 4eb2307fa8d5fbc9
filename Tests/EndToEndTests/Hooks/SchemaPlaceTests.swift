import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Where a table's schema comes from, at commit and on request.
@Suite struct SchemaPlaceTests {
    private static let bad = "id,qty\n1,x\n"
    private static let fields = #"[{"name": "id", "type": "integer"}, {"name": "qty", "type": "integer"}]"#

    /// What both the hook and `schema check` say of the same files.
    private func expect(_ repository: TempRepository, _ message: String?) throws {
        try repository.git("add", "-A").check()
        for result in [try repository.mlops("check"), try repository.mlops("schema", "check")] {
            if let message {
                #expect(result.code == 1 && result.errors.contains(message), "\(result)")
            } else {
                #expect(result.code == 0, "\(result)")
            }
        }
    }

    @Test func aFileBesideIt() throws {
        let repository = try CheckTests.repository()
        try repository.write("data/t.csv", Self.bad)
        try expect(repository, nil)
        try repository.write("data/t.schema.json", #"{"fields": \#(Self.fields)}"#)
        try expect(repository, "data/t.csv:2: qty = \"x\" is not an integer (1 of 1 row; schema data/t.schema.json:")
        try repository.write(".gitattributes", "data/* -mlops-schema\n")
        try expect(repository, nil)
    }

    @Test func aDataPackage() throws {
        let repository = try CheckTests.repository()
        try repository.write("data/raw/t.csv", Self.bad)
        try repository.write("data/schemas/t.json", #"{"fields": \#(Self.fields)}"#)
        try repository.write(
            "data/datapackage.json",
            #"{"resources": [{"name": "t", "path": "raw/t.csv", "schema": "schemas/t.json"}, {"path": "../../etc/x.csv"}]}"#
        )
        try expect(
            repository, "data/raw/t.csv:2: qty = \"x\" is not an integer (1 of 1 row; schema data/schemas/t.json:")
        try repository.write("data/raw/t.csv", "id,qty\n1,1\n")
        try expect(repository, nil)
        try repository.write("data/datapackage.json", "{")
        try repository.git("add", "-A").check()
        #expect(try repository.mlops("check").errors.contains("data/datapackage.json"))
    }

    /// A table that others refer to gives them a new verdict.
    @Test func foreignKeys() throws {
        let repository = try CheckTests.repository()
        try repository.write("users.csv", "id\n1\n2\n")
        try repository.write("orders.csv", "user\n1\n2\n")
        try repository.write(
            "orders.schema.yaml",
            "fields: [{name: user, type: integer}]\nforeignKeys: [{fields: user, reference: {resource: users, fields: id}}]\n"
        )
        try expect(repository, nil)
        try repository.commit("both")
        try repository.write("users.csv", "id\n1\n")
        try expect(repository, "orders.csv:3: user = \"2\" is not among id of users.csv (1 of 2 rows;")
        try repository.git("rm", "-qf", "users.csv").check()
        try expect(repository, "orders.csv: refers to a table \"users\" that is not here")
    }

    @Test func tablesWithoutOneWhenEachMustHaveOne() throws {
        let repository = try CheckTests.repository()
        try repository.write("t.csv", Self.bad)
        try repository.git("add", "-A").check()
        try repository.mlops("check").check()
        try repository.git("config", "mlops.requireSchema", "true").check()
        #expect(
            try repository.mlops("check").errors.hasPrefix("error: t.csv: has no schema\nhint: git mlops schema infer"))
        try repository.write(".gitattributes", "*.csv -mlops-schema\n")
        try repository.git("add", "-A").check()
        try repository.mlops("check").check()
    }

    /// 0 seconds are over before they begin, whatever the machine.
    @Test func timeThatIsOver() throws {
        let repository = try TableCheckTests.repository()
        try repository.git("config", "mlops.checkTimeLimit", "0").check()
        try repository.write("data/a.csv", Self.bad)
        try repository.write("n.ipynb", CheckTests.notebook("1", output: "1"))
        try repository.git("add", "-A").check()
        let commit = try repository.git("commit", "-qm", "x").check()
        #expect(
            commit.errors == """
                mlops: n.ipynb not checked: the time was over
                mlops: data/a.csv not checked: the time was over
                warning: checked 0 of 2 files in the 0 s that mlops.checkTimeLimit allows
                hint: git mlops check checks all of what is staged, git mlops check --to HEAD what is committed
                """)
        // CI takes the time it needs.
        #expect(try repository.mlops("check", "--to", "HEAD").code == 1)
        try repository.git("config", "mlops.checkStrict", "true").check()
        try repository.write("data/a.csv", "id,qty\n1,1\n")
        let strict = try repository.git("commit", "-qam", "y")
        #expect(strict.code == 1)
        #expect(strict.errors.contains("error: data/a.csv: not checked: the time was over"))
        try repository.git("config", "mlops.checkTimeLimit", "-1").check()
        try repository.git("commit", "-qam", "y").check()
    }
}
