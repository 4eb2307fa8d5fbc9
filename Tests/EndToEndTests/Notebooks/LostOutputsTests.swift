import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The real pre-commit, a notebook that was run again and was not added, and another unstaged change: pre-commit's own
/// `git diff` does not see the outputs, and its `git checkout -- .` would take them away.
@Suite struct LostOutputsTests {
    private func project(hooks: Bool) throws -> NotebookProject {
        let program = try #require(Peers.find("pre-commit"), "\(Peers.missing("pre-commit"))")
        let project = try NotebookProject()
        let repository = project.repository
        try repository.write("mlops.yaml", "stages: {}\n")
        try repository.write(".pre-commit-config.yaml", HookManagerTests.preCommitConfiguration)
        try repository.write(".gitignore", "theirs.log\n")
        try repository.write("b.txt", "one\n")
        try repository.write("c.txt", "one\n")
        try project.write("a.ipynb", ("print(1)", nil))
        if hooks { try repository.mlops("init", "--no-input").check() }
        try repository.run([program, "install"]).check()
        try repository.commit("start")
        return project
    }

    private func runAgainAndCommit(_ project: NotebookProject) throws {
        let repository = project.repository
        try project.write("a.ipynb", ("print(1)", "a long night"))
        try repository.write("b.txt", "two\n")
        try repository.write("c.txt", "unstaged\n")
        try repository.git("add", "b.txt").check()
        let commit = try repository.git("commit", "-qm", "two").check()
        #expect(commit.errors.contains("Unstaged files detected"))
        #expect(try repository.read("c.txt") == "unstaged\n")
    }

    @Test func theCacheGivesThemBack() throws {
        let project = try project(hooks: false)
        try runAgainAndCommit(project)
        #expect(try project.outputs("a.ipynb") == ["a long night"])
    }

    @Test func ourHookSettlesThemFirst() throws {
        let project = try project(hooks: true)
        try project.repository.git("config", "mlops.outputCache", "false").check()
        try runAgainAndCommit(project)
        #expect(try project.outputs("a.ipynb") == ["a long night"])
        #expect(try project.status() == " M c.txt")
    }

    /// What the cure is for: without it they are gone.
    @Test func withoutBothTheyAreLost() throws {
        let project = try project(hooks: false)
        try project.repository.git("config", "mlops.outputCache", "false").check()
        try runAgainAndCommit(project)
        #expect(try project.outputs("a.ipynb") == [""])
    }
}
