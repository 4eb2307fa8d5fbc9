import MLOpsSystem
import MLOpsTestSupport
import Testing

/// hooks/pre-receive.sample on a bare repository, through real pushes: what is pushed is in quarantine then.
@Suite struct PreReceiveTests {
    let repository: TempRepository
    let server: String

    init() throws {
        repository = try TableCheckTests.repository()
        server = try repository.addBareRemote()
        let sample = try Files.read(Paths.join(TestEnvironment.packageRoot, "hooks/pre-receive.sample"))
        try Files.write(sample, to: server + "/hooks/pre-receive", mode: 0o755)
        try repository.git("push", "-q", "origin", "main").check()
    }

    private func commit(_ table: String) throws {
        try repository.write("data/a.csv", table)
        try repository.git("add", "-A").check()
        try repository.git("commit", "-qnm", "past the hook").check()
    }

    private func push(_ arguments: String...) throws -> ShellResult {
        try repository.run(["git", "push", "-q", "--no-verify", "origin"] + arguments)
    }

    private func tip(_ branch: String) throws -> String {
        try repository.run(["git", "-C", server, "rev-parse", "--verify", "-q", branch]).output
    }

    @Test func badIsRefusedAndGoodIsNot() throws {
        let before = try tip("main")
        try commit("id,qty\n1,x\n")
        let bad = try push("main")
        #expect(bad.code != 0)
        #expect(bad.errors.contains("remote: error: data/a.csv:2: qty = \"x\" is not an integer"))
        #expect(bad.errors.contains("remote: mlops: main is refused"))
        #expect(try tip("main") == before)
        // Nothing of it is left behind, and nothing of ours.
        let id = try repository.git("rev-parse", "HEAD").output
        #expect(try repository.run(["git", "-C", server, "cat-file", "-e", id]).code != 0)
        #expect(try !Files.list(server).contains { $0.hasPrefix("mlops-check") })
        try commit("id,qty\n1,1\n2,2\n")
        try push("main").check()
        #expect(try tip("main") == repository.git("rev-parse", "HEAD").output)
    }

    @Test func newForcedAndDeletedBranches() throws {
        try repository.git("switch", "-qc", "side").check()
        try commit("id,qty\n1,1\n2,2\n")
        try push("side").check()
        try repository.git("commit", "-qn", "--amend", "-m", "other").check()
        try push("+side").check()
        try commit("id,qty\n1,x\n")
        #expect(try push("side:other").code != 0)
        #expect(try push("+side").code != 0)
        try repository.git("tag", "bad").check()
        try push("bad").check()
        try push(":side").check()
        #expect(try tip("side").isEmpty)
    }

    @Test func aBranchWithARootOfItsOwn() throws {
        try repository.git("switch", "-q", "--orphan", "alone").check()
        try repository.write(".gitattributes", "*.csv mlops-schema=s.yaml\n")
        try repository.write("s.yaml", "fields: [{name: a, type: integer}]\n")
        try repository.write("t.csv", "a\nx\n")
        try repository.git("add", "-A").check()
        try repository.git("commit", "-qnm", "alone").check()
        #expect(try push("alone").errors.contains("t.csv:2: a = \"x\" is not an integer"))
        try repository.write("t.csv", "a\n1\n")
        try repository.git("commit", "-qanm", "better").check()
        try push("alone").check()
    }

    @Test func withoutTheProgramNothingPasses() throws {
        try commit("id,qty\n1,1\n2,2\n")
        let push = try repository.run(
            ["git", "push", "-q", "--no-verify", "origin", "main"], environment: ["PATH": "/usr/bin:/bin"])
        #expect(push.code != 0)
        #expect(push.errors.contains("git-mlops is not on the server's PATH"))
    }
}
