import MLOpsTestSupport
import Testing

/// `dvc.lock merge=mlops-lock` through git's own merge, rebase and cherry-pick.
@Suite struct LockMergeDriverTests {
    private static let conflict = "both sides changed 'a'; its entry is left out"

    /// Two branches: `side` has another input of `b`, then of `a`; `main` another input of `a`.
    private static func project() throws -> TempRepository {
        let repository = try TempRepository(install: true)
        try repository.write(".gitattributes", "dvc.lock merge=mlops-lock\n")
        try repository.write(".gitignore", "*.out\n")
        try repository.write(
            "dvc.yaml",
            """
            stages:
              a: {cmd: cp a.in a.out, deps: [a.in], outs: [a.out]}
              b: {cmd: cp b.in b.out, deps: [b.in], outs: [b.out]}
            """)
        try repository.write("dvc.lock", "schema: '2.0'\n")
        try repository.write("b.in", "1\n")
        try change(repository, "a.in", "1\n")
        try repository.git("checkout", "-q", "-b", "side").check()
        try change(repository, "b.in", "2\n")
        try repository.git("branch", "apart").check()
        try change(repository, "a.in", "3\n")
        try repository.git("checkout", "-q", "main").check()
        try change(repository, "a.in", "2\n")
        return repository
    }

    private static func change(_ repository: TempRepository, _ file: String, _ text: String) throws {
        try repository.write(file, text)
        try repository.mlops("repro").check()
        try repository.commit("\(file) is \(text)")
    }

    private static func status(_ repository: TempRepository) throws -> String {
        try repository.mlops("repro").check()
        return try repository.git("status", "--short", "dvc.lock").check().output
    }

    @Test(arguments: [["merge", "-q", "-m", "both"], ["rebase", "-q"], ["cherry-pick"]])
    func gitMergesStageByStage(_ command: [String]) throws {
        let repository = try Self.project()
        try repository.run(["git"] + command + ["apart"]).check()
        let lock = try repository.read("dvc.lock")
        #expect(lock.contains("  a:\n") && lock.contains("  b:\n") && !lock.contains("<<<<"))
        // Nothing was left to find out: what the stages make is what the entries say.
        #expect(try Self.status(repository) == "")
        try repository.git("checkout", "-q", "--detach", "main").check()
        try repository.git("reset", "-q", "--hard", "main@{1}").check()

        let result = try repository.run(["git"] + command + ["side"])
        #expect(result.code == 1 && result.errors.contains(Self.conflict))
        let left = try repository.read("dvc.lock")
        #expect(!left.contains("  a:\n") && left.contains("  b:\n") && !left.contains("<<<<"))
        try repository.write("a.in", "4\n")
        #expect(try repository.mlops("repro").check().errors.contains("Running stage 'a'"))
        #expect(try repository.read("dvc.lock").contains("  a:\n"))
    }

    /// Attributes travel, drivers do not: there git merges texts, and what it cannot merge is told of.
    @Test func whereTheDriverIsNotSetUpGitMergesText() throws {
        let clone = try Self.project().clone("plain")
        try clone.git("config", "--global", "--remove-section", "merge.mlops-lock").check()
        #expect(try clone.git("merge", "-q", "origin/side").code == 1)
        #expect(try clone.read("dvc.lock").contains("<<<<<<<"))
        try clone.git("checkout", "-q", "--ours", "a.in").check()
        let refused = try clone.mlops("repro")
        #expect(refused.code == 128 && refused.errors.contains("dvc.lock: has the marks of a merge that did not end"))
        try clone.git("checkout", "-q", "--ours", "dvc.lock").check()
        try clone.mlops("repro").check()
        let lock = try clone.read("dvc.lock")
        #expect(lock.contains("  a:\n") && lock.contains("  b:\n"))
    }
}
