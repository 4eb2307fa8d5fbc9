import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Tables with a schema, judged at commit and in CI.
@Suite struct TableCheckTests {
    static let schema = """
        fields:
          - {name: id, type: integer, constraints: {required: true, unique: true}}
          - {name: qty, type: integer}

        """

    static func repository() throws -> TempRepository {
        let repository = try CheckTests.repository()
        try repository.write(
            ".gitattributes",
            "data/*.csv mlops-schema=schemas/t.yaml\nbig/*.csv filter=mlops -text mlops-schema=schemas/t.yaml\n")
        try repository.write("schemas/t.yaml", schema)
        try repository.write("data/a.csv", "id,qty\n1,2\n")
        try repository.commit("tables")
        return repository
    }

    @Test func aBrokenTableRefusesTheCommit() throws {
        let repository = try Self.repository()
        try repository.write("data/a.csv", "id,qty\n1,2\n1,abc\n")
        try repository.git("add", "-A").check()
        let before = try repository.git("ls-files", "--stage").output
        let commit = try repository.git("commit", "-qm", "bad")
        #expect(commit.code == 1)
        #expect(
            commit.errors.contains(
                "error: data/a.csv:3: qty = \"abc\" is not an integer (1 of 2 rows; schema schemas/t.yaml: qty.type)"))
        #expect(commit.errors.contains("git commit --no-verify"))
        #expect(try repository.git("ls-files", "--stage").output == before)
        try repository.write("data/a.csv", "id,qty\n1,2\n2,3\n")
        #expect(try repository.git("commit", "-qm", "still bad").code == 1)
        try repository.git("commit", "-qam", "good").check()
    }

    /// What is staged counts, whatever the working file says.
    @Test func theIndexIsJudgedNotTheWorkingFile() throws {
        let repository = try Self.repository()
        try repository.write("data/a.csv", "id,qty\n1,2\n2,3\n")
        try repository.git("add", "-A").check()
        try repository.write("data/a.csv", "nonsense")
        try repository.git("commit", "-qm", "good").check()
        #expect(try repository.read("data/a.csv") == "nonsense")
    }

    @Test func aChangedSchemaJudgesTheTablesThatDidNotChange() throws {
        let repository = try Self.repository()
        try repository.write(
            "schemas/t.yaml", "fields:\n  - {name: id, type: integer}\n  - {name: count, type: integer}\n")
        try repository.git("add", "-A").check()
        let commit = try repository.git("commit", "-qm", "schema")
        #expect(commit.code == 1)
        #expect(commit.errors.contains("data/a.csv:1"))
    }

    @Test func schemaProblemsAreNamedOnce() throws {
        let repository = try Self.repository()
        try repository.write("data/b.csv", "id,qty\n1,2\n")
        try repository.write("schemas/t.yaml", "fields: [{name: id, type: integr}]\n")
        try repository.git("add", "-A").check()
        let commit = try repository.git("commit", "-qm", "schema")
        #expect(commit.code == 1)
        #expect(commit.errors.split(separator: "\n").count { $0.hasPrefix("error: schemas/t.yaml") } == 1)
        try repository.git("rm", "-qf", "schemas/t.yaml").check()
        let gone = try repository.git("commit", "-qm", "gone")
        #expect(gone.errors.contains("its schema 'schemas/t.yaml' is not in the commit"))
    }

    @Test func largeFilesAreJudgedByTheirContent() throws {
        let repository = try Self.repository()
        try repository.write("big/a.csv", "id,qty\n1,x\n")
        try repository.git("add", "-A").check()
        let commit = try repository.git("commit", "-qm", "big")
        #expect(commit.code == 1)
        #expect(commit.errors.contains("big/a.csv:2: qty = \"x\" is not an integer"))
        // git cleans a file that it may have been too quick to read; without it nothing brings the object back.
        try Files.remove(repository.path("big/a.csv"))
        try Files.removeTree(repository.path(".git/lfs"))
        let skipped = try repository.git("commit", "-qm", "big").check()
        #expect(skipped.errors == "mlops: big/a.csv not checked: not downloaded")
    }

    @Test func rangesOfCommitsGiveTheSameVerdict() throws {
        let repository = try Self.repository()
        try repository.write("data/a.csv", "id,qty\n1,abc\n")
        try repository.git("commit", "-qanm", "past the hook").check()
        let result = try repository.mlops("check", "--from", "HEAD~1")
        #expect(result.code == 1)
        #expect(result.errors.contains("data/a.csv:2: qty = \"abc\" is not an integer"))
        let json = try repository.mlops("check", "--from", "HEAD~1", "--json")
        guard case .object(let report) = try JSONValue.parse(json.outputBytes),
            case .array(let problems)? = report["problems"],
            case .object(let first)? = problems.first
        else {
            Issue.record("\(json)")
            return
        }
        #expect(first["field"] == .string("qty") && first["line"] == .integer(2))
    }

    @Test func workingFilesAreJudgedOnRequest() throws {
        let repository = try Self.repository()
        try repository.mlops("schema", "check").check()
        try repository.write("data/a.csv", "id,qty\nx,1\n")
        try repository.write("notes.txt", "no schema")
        #expect(try repository.mlops("schema", "check").code == 1)
        #expect(try repository.mlops("schema", "check", "notes.txt").code == 0)
        #expect(try repository.mlops("schema", "check", "--schema", "schemas/t.yaml", "data/a.csv").code == 1)
        try repository.write(".gitattributes", "data/*.csv mlops-schema=../../../etc/passwd\n")
        let outside = try repository.mlops("schema", "check", "data/a.csv")
        #expect(outside.code == 1)
        #expect(outside.errors.contains("is outside of the repository"))
    }

    @Test func anInferredSchemaAcceptsItsTable() throws {
        let repository = try Self.repository()
        let schema = try repository.mlops("schema", "infer", "data/a.csv").check().output
        try repository.write("schemas/inferred.json", schema + "\n")
        try repository.mlops("schema", "check", "--schema", "schemas/inferred.json", "data/a.csv").check()
    }
}
