import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The hooks in the commands that make commits in other ways than `git commit`.
@Suite struct CommitShapeTests {
    private static let lines = ["1,2", "2,2", "3,2", "4,2", "5,2", "6,2"]

    private static func table(_ lines: [String]) -> String { "id,qty\n" + lines.map { $0 + "\n" }.joined() }

    /// `main` and `side` each add a row; each is sound alone.
    private static func branches(_ first: String, _ second: String) throws -> TempRepository {
        let repository = try TableCheckTests.repository()
        try repository.write("data/a.csv", table(lines))
        try repository.commit("rows")
        try repository.git("switch", "-qc", "side").check()
        try repository.write("data/a.csv", table([first] + lines))
        try repository.commit("at the top")
        try repository.git("switch", "-q", "main").check()
        try repository.write("data/a.csv", table(lines + [second]))
        try repository.commit("at the end")
        return repository
    }

    /// A merge without conflicts, of two tables that cannot stand together.
    @Test func aMergeIsJudged() throws {
        let repository = try Self.branches("7,1", "7,3")
        let before = try repository.git("rev-parse", "HEAD").output
        let merge = try repository.git("merge", "-q", "--no-edit", "side")
        #expect(merge.code != 0)
        #expect(merge.errors.contains("error: data/a.csv:9: id = \"7\" repeats line 2"))
        #expect(try repository.git("rev-parse", "HEAD").output == before)
        try repository.write("data/a.csv", Self.table(["7,1"] + Self.lines + ["8,3"]))
        try repository.git("commit", "-qam", "merged").check()
        #expect(try repository.git("rev-list", "--count", "--merges", "HEAD").output == "1")
        try repository.mlops("check", "--to", "HEAD").check()
    }

    @Test func aSoundMergeGoesThrough() throws {
        let repository = try Self.branches("7,1", "8,3")
        try repository.git("merge", "-q", "--no-edit", "side").check()
        try repository.mlops("check", "--from", "HEAD~1").check()
    }

    /// git takes no change of the index from a hook of a merge, so what the other branch brought is only named.
    @Test func aNotebookInAMergeIsNamed() throws {
        let repository = try CheckTests.repository()
        try repository.git("switch", "-qc", "side").check()
        try repository.write("a.ipynb", CheckTests.notebook("print(1)", output: "1"))
        try repository.git("add", "-A").check()
        try repository.git("commit", "-qnm", "past the hook").check()
        try repository.git("switch", "-q", "main").check()
        try repository.write("b.txt", "b")
        try repository.commit("other")
        let merge = try repository.git("merge", "-q", "--no-edit", "side").check()
        #expect(merge.errors.contains("warning: a.ipynb: not stripped: cell 1: execution count, 1 output"))
        #expect(merge.errors.contains("hint: git mlops notebook strip a.ipynb, and commit that"))
        #expect(try repository.git("diff", "--cached", "--stat").output.isEmpty)
    }

    /// git asks no hook before the commits of a rebase or cherry-pick; CI sees them.
    @Test func whatARebaseCarriesIsSeenByCheck() throws {
        let repository = try TableCheckTests.repository()
        try repository.git("switch", "-qc", "side").check()
        try repository.write("data/b.csv", "id,qty\n1,x\n")
        try repository.git("add", "-A").check()
        try repository.git("commit", "-qnm", "past the hook").check()
        try repository.git("switch", "-q", "main").check()
        try repository.write("b.txt", "b")
        try repository.commit("other")
        try repository.git("rebase", "-q", "main", "side").check()
        let check = try repository.mlops("check", "--from", "main")
        #expect(check.code == 1 && check.errors.contains("data/b.csv:2: qty = \"x\" is not an integer"))
        // What is changed on the way is judged as any commit is.
        try repository.write("data/b.csv", "id,qty\n1,y\n")
        #expect(try repository.git("commit", "-qa", "--amend", "--no-edit").code == 1)
        try repository.write("data/b.csv", "id,qty\n1,1\n")
        try repository.git("commit", "-qa", "--amend", "--no-edit").check()
        try repository.git("switch", "-q", "main").check()
        try repository.git("cherry-pick", "side").check()
        try repository.mlops("check", "--from", "HEAD~1").check()
    }

    @Test func aConflictIsJudgedWhenItIsResolved() throws {
        let repository = try Self.branches("7,1", "8,3")
        try repository.write("data/a.csv", Self.table(["9,9"] + Self.lines))
        try repository.git("commit", "-qam", "conflicts").check()
        #expect(try repository.git("merge", "-q", "side").code != 0)
        try repository.write("data/a.csv", Self.table(["9,9", "9,1"] + Self.lines))
        try repository.git("add", "-A").check()
        #expect(try repository.git("commit", "-qm", "resolved").code == 1)
        try repository.write("data/a.csv", Self.table(["9,9", "7,1"] + Self.lines))
        try repository.git("commit", "-qam", "resolved").check()
    }

    @Test func partOfATable() throws {
        let repository = try TableCheckTests.repository()
        try repository.write("data/a.csv", "id,qty\n1,2\n2,3\n")
        try repository.git("add", "-A").check()
        try repository.write("data/a.csv", "id,qty\n1,2\n2,3\n2,x\n")
        try repository.git("commit", "-qm", "half").check()
        #expect(try repository.read("data/a.csv").hasSuffix("2,x\n"))
        #expect(try repository.git("commit", "-qm", "all of it", "data/a.csv").code == 1)
    }
}
