import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct InitTests {
    static let refspec = "+refs/mlops/v1/*:refs/mlops-remote/origin/v1/*"

    /// The configuration and every hook, by name, mode and content.
    static func state(_ repository: TempRepository) throws -> [String: [UInt8]] {
        var result = ["config": try repository.bytes(".git/config")]
        for name in try Files.list(repository.path(".git/hooks")) {
            let path = ".git/hooks/\(name)"
            result["\(name) \(Files.info(repository.path(path))!.mode)"] = try repository.bytes(path)
        }
        return result
    }

    @Test func anEmptyFolderBecomesAProject() throws {
        let home = try TempRepository(install: true)
        let result = try Shell.run(
            ["git", "mlops", "init", "new project", "--no-input", "author_name=Ada"], in: home.directory.path,
            environment: home.environment
        ).check()
        let project = TempRepository(sharing: home, path: home.directory.path("new project"))
        #expect(result.output.contains("Installed hooks: pre-commit, pre-merge-commit, post-commit"))
        #expect(result.output.contains("    cd 'new project'\n"))
        #expect(try project.git("rev-parse", "--show-toplevel").output == project.path)
        #expect(Files.exists(project.path("mlops.yaml")))
        #expect(try project.git("config", "notes.displayRef").output == "refs/notes/mlops/*")
        let again = try project.mlops("init", "--no-input").check()
        #expect(again.output == "This clone is set up already")
    }

    @Test func aWrongAnswerLeavesNothingBehind() throws {
        let home = try TempRepository()
        let result = try Shell.run(
            ["git", "mlops", "init", "new", "--no-input", "nonsense=1"], in: home.directory.path,
            environment: home.environment)
        #expect(result.code == 129)
        #expect(!Files.exists(home.directory.path("new")))
    }

    @Test func anEmptyNameIsNoFolder() throws {
        let home = try TempRepository()
        #expect(try home.mlops("init", "--no-input", "").code == 129)
        #expect(try home.git("status", "--porcelain").check().output == "")
    }

    @Test func aRepositoryIsAdopted() throws {
        let repository = try TempRepository(install: true)
        try repository.write("model.pkl", "old")
        try repository.write(".gitattributes", "*.txt text")
        try repository.commit("before")
        let before = try Self.state(repository)
        let refused = try repository.mlops("init")
        #expect(refused.code == 128)
        #expect(refused.errors.contains("hint: git mlops init --no-input"))
        #expect(try Self.state(repository) == before)

        let result = try repository.mlops("init", "--no-input").check()
        let attributes = try repository.read(".gitattributes")
        #expect(attributes.hasPrefix("*.txt text\n*.ipynb filter=mlops-notebook"))
        #expect(!attributes.contains("*.pkl"))
        #expect(result.errors.contains("*.pkl is left out: git holds 1 file of it already"))
        #expect(try repository.read("mlops.yaml").contains("stages: {}"))
        #expect(try repository.git("status", "--short", "model.pkl").output.isEmpty)

        let adopted = try Self.state(repository)
        try repository.mlops("init", "--no-input").check()
        #expect(try Self.state(repository) == adopted)
        try repository.mlops("uninit").check()
        #expect(try Self.state(repository) == before)
        #expect(try repository.mlops("uninit").check().output == "Nothing of git-mlops is set up in this clone")
    }

    @Test func uninitIsNotUndoneByTheNextCommand() throws {
        let repository = try TempRepository(install: true)
        try repository.mlops("init", "--no-input").check()
        try repository.mlops("uninit").check()
        let before = try Self.state(repository)
        try repository.mlops("check").check()
        #expect(try Self.state(repository) == before)
    }

    @Test(.disabled(if: TestGit.takesHooksFromConfiguration, "it leaves the hooks folder alone"))
    func existingHooksAndSettingsComeBack() throws {
        let repository = try TempRepository(install: true)
        try repository.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0", mode: 0o700)
        try repository.write(".git/hooks/post-merge", "#!/usr/bin/env python3\n", mode: 0o755)
        try repository.write(
            ".git/config", "[core]\n\trepositoryformatversion = 0\n# mine\n[notes]\n\trewriteMode = overwrite")
        let before = try Self.state(repository)
        let result = try repository.mlops("init", "--no-input").check()
        #expect(result.output.contains("Added to the hooks that were there: pre-commit"))
        #expect(result.errors.contains("git mlops hook post-merge \"$@\""))
        #expect(try repository.git("config", "notes.rewriteMode").output == "overwrite")
        try repository.mlops("uninit").check()
        #expect(try Self.state(repository) == before)
    }

    @Test func aFreshCloneSetsItselfUp() throws {
        let repository = try TempRepository(install: true)
        try repository.mlops("init", "--no-input").check()
        try repository.commit("start")
        let clone = try repository.clone("clone")
        #expect(try clone.git("config", "mlops.setup").code == 1)
        let first = try clone.mlops("check").check()
        #expect(first.errors.hasPrefix("mlops: set up notes, hooks and fetching for this clone"))
        #expect(try clone.git("config", "--get-all", "remote.origin.fetch").output.hasSuffix(Self.refspec))
        #expect(Files.exists(clone.path(".git/hooks/pre-push")) != TestGit.takesHooksFromConfiguration)
        #expect(
            try clone.git("config", "hook.mlops-pre-push.event").code == (TestGit.takesHooksFromConfiguration ? 0 : 1))
        #expect(try clone.mlops("check").check().errors.isEmpty)
        try clone.git("fetch").check()

        try clone.git("remote", "add", "other", repository.path).check()
        try clone.mlops("check").check()
        let fetch = try clone.git("config", "--get-all", "remote.other.fetch").output
        #expect(fetch.hasSuffix("+refs/mlops/v1/*:refs/mlops-remote/other/v1/*"))
        try clone.git("remote", "remove", "other").check()
        try clone.mlops("check").check()
        try clone.mlops("uninit").check()
        let left = try clone.read(".git/config")
        for ours in ["git-mlops", "refs/mlops", "[notes", "[mlops]"] { #expect(!left.contains(ours)) }
    }

    /// Nobody types `git mlops` in the clone: adding a large file is enough for its content to be pushed with it.
    @Test func aCloneThatOnlyKnowsGitPushesItsLargeFiles() throws {
        let repository = try TempRepository(install: true)
        try repository.write(".gitattributes", "*.dat filter=mlops diff=mlops merge=mlops -text\n")
        try repository.mlops("init", "--no-input").check()
        try repository.write("a.dat", "a")
        try repository.commit("start")
        let bare = try repository.addBareRemote()
        try repository.git("push", "-q", "origin", "main").check()
        let clone = try repository.clone("clone", from: bare)
        #expect(try clone.read("a.dat") == "a")
        #expect(try clone.git("config", "mlops.setup").code == 1)
        try clone.write("b.dat", "b")
        let add = try clone.git("add", "-A").check()
        #expect(add.errors.hasPrefix("mlops: set up notes, hooks and fetching for this clone"))
        try clone.git("commit", "-qm", "b").check()
        try clone.git("push", "-q").check()
        let other = try repository.clone("other", from: bare)
        #expect(try other.read("b.dat") == "b")
        try other.mlops("uninit").check()
        try other.write("c.dat", "c")
        #expect(try other.git("add", "-A").check().errors.isEmpty)
    }

    @Test func hooksPathSetLaterDoesNotHideOurs() throws {
        let repository = try TempRepository(install: true)
        let before = try Self.state(repository)
        try repository.mlops("init", "--no-input").check()
        try repository.git("config", "core.hooksPath", "elsewhere").check()
        try repository.mlops("uninit").check()
        try repository.git("config", "--unset", "core.hooksPath").check()
        #expect(try Self.state(repository) == before)
    }

    @Test func shallowClonesGetNoRefspec() throws {
        let repository = try TempRepository(install: true)
        try repository.mlops("init", "--no-input").check()
        try repository.commit("one")
        try repository.commit("two")
        let clone = try repository.clone("clone", from: "file://\(repository.path)", options: ["--depth", "1"])
        try clone.mlops("check").check()
        #expect(try clone.git("config", "mlops.setup").output == "2")
        #expect(try !clone.git("config", "--get-all", "remote.origin.fetch").output.contains("mlops"))
    }

    @Test func aForeignRepositoryIsNotTouched() throws {
        let repository = try TempRepository(install: true)
        let before = try Self.state(repository)
        try repository.mlops("check").check()
        #expect(try Self.state(repository) == before)
    }

    @Test func aFolderInsideARepositoryIsRefused() throws {
        let repository = try TempRepository(install: true)
        let result = try repository.mlops("init", "inner", "--no-input")
        #expect(result.code == 128)
        #expect(result.errors.contains("is inside the repository"))
        #expect(!Files.exists(repository.path("inner")))
    }

    @Test func aLinkedWorktreeSharesTheSetUp() throws {
        let repository = try TempRepository(install: true)
        try repository.mlops("init", "--no-input").check()
        try repository.commit("start")
        let before = try Self.state(repository)
        try repository.git("worktree", "add", "-q", "../side").check()
        let side = TempRepository(sharing: repository, path: repository.directory.path("side"))
        #expect(try side.mlops("init", "--no-input").check().output == "This clone is set up already")
        #expect(try Self.state(repository) == before)
        try side.mlops("uninit").check()
        #expect(try !repository.read(".git/config").contains("git-mlops"))
    }
}
