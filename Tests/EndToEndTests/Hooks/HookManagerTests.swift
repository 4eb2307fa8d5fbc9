import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Where git takes hooks from its configuration, ours do not meet those of others in the folder.
private let oursInFolder = ConditionTrait.disabled(
    if: TestGit.takesHooksFromConfiguration, "ours are not in the folder")

/// Our hooks beside those of others: the real programs where there are some, else what they write.
@Suite struct HookManagerTests {
    /// A repository whose commit runs a hook of ours that has something to say, and somebody else's.
    static func repository() throws -> TempRepository {
        let repository = try TempRepository(install: true)
        try repository.write("mlops.yaml", "stages: {}\n")
        try repository.write(".gitattributes", "*.txt text\n")
        try repository.write("a.ipynb", CheckTests.notebook("print(1)", output: "1"))
        return repository
    }

    static let events = [
        "pre-commit", "pre-merge-commit", "pre-push", "post-commit", "post-merge", "post-checkout", "post-rewrite",
    ]

    static func commit(_ repository: TempRepository, _ message: String = "x") throws -> ShellResult {
        try repository.git("add", "-A").check()
        return try repository.git("commit", "-qm", message)
    }

    static func isStripped(_ repository: TempRepository) throws -> Bool {
        try !repository.git("show", "HEAD:a.ipynb").check().output.contains("stdout")
    }

    static let preCommitConfiguration = """
        repos:
          - repo: local
            hooks:
              - {id: theirs, name: theirs, entry: "sh -c 'echo ran >>theirs.log'", language: system, always_run: true, pass_filenames: false}

        """

    func preCommit(_ repository: TempRepository, _ arguments: String...) throws -> ShellResult {
        let program = try #require(Peers.find("pre-commit"), "\(Peers.missing("pre-commit"))")
        return try repository.run([program] + arguments)
    }

    func withPreCommit() throws -> TempRepository {
        let repository = try Self.repository()
        try repository.write(".pre-commit-config.yaml", Self.preCommitConfiguration)
        try repository.write(".gitignore", "theirs.log\n")
        return repository
    }

    @Test(oursInFolder) func oursThenPreCommit() throws {
        let repository = try withPreCommit()
        try repository.mlops("init", "--no-input").check()
        try preCommit(repository, "install").check()
        try Self.commit(repository).check()
        #expect(try Self.isStripped(repository))
        #expect(try repository.read("theirs.log") == "ran\n")
        #expect(try repository.mlops("init", "--no-input").check().output.contains("is set up already"))
        #expect(try repository.mlops("doctor").check().output.contains("pre-commit: pre-commit, which runs ours first"))
        try repository.mlops("uninit").check()
        #expect(try Files.list(repository.path(".git/hooks")).filter { !$0.hasSuffix(".sample") } == ["pre-commit"])
    }

    @Test func preCommitThenOurs() throws {
        let repository = try withPreCommit()
        try preCommit(repository, "install", "-t", "pre-commit", "-t", "pre-push").check()
        let before = try InitTests.state(repository)
        try repository.mlops("init", "--no-input").check()
        try Self.commit(repository).check()
        #expect(try Self.isStripped(repository))
        #expect(try repository.read("theirs.log") == "ran\n")
        try repository.addBareRemote()
        try repository.git("push", "-q", "origin", "main").check()
        try repository.git("remote", "remove", "origin").check()
        try repository.mlops("uninit").check()
        #expect(try InitTests.state(repository).keys.sorted() == before.keys.sorted())
    }

    @Test(oursInFolder) func preCommitUninstalledLeavesOurs() throws {
        let repository = try withPreCommit()
        try repository.mlops("init", "--no-input").check()
        let ours = try repository.bytes(".git/hooks/pre-commit")
        try preCommit(repository, "install").check()
        try preCommit(repository, "uninstall").check()
        #expect(try repository.bytes(".git/hooks/pre-commit") == ours)
    }

    /// The three hooks that we publish, run by the real pre-commit from a local clone of this package.
    @Test func publishedHooksWork() throws {
        let repository = try TableCheckTests.repository()
        let source = repository.directory.path("published")
        try Files.makeDirectories(source)
        let hooks = try Files.read(Paths.join(TestEnvironment.packageRoot, ".pre-commit-hooks.yaml"))
        try Files.write(hooks, to: Paths.join(source, ".pre-commit-hooks.yaml"))
        for command in [["init", "-q"], ["add", "-A"], ["commit", "-qm", "hooks"]] {
            try Shell.run(["git"] + command, in: source, environment: repository.environment).check()
        }
        let revision = try Shell.run(["git", "rev-parse", "HEAD"], in: source, environment: repository.environment)
            .output
        let ids = ["mlops-strip-notebooks", "mlops-validate-data", "mlops-check"]
        try repository.write(
            ".pre-commit-config.yaml",
            "repos:\n  - repo: \(source)\n    rev: \(revision)\n    hooks:\n"
                + ids.map { "      - id: \($0)\n" }.joined())
        try repository.commit("configuration")
        #expect(try preCommit(repository, "run", "--all-files").check().output.contains("Passed"))

        try repository.write("a.ipynb", CheckTests.notebook("print(1)", output: "1"))
        try repository.write("data/a.csv", "id,qty\n1,abc\n")
        // Names that would be options, of which one asks for help, which is a success.
        try repository.write("-dash.csv", "id,qty\n1,1\n")
        try repository.write("-dash.ipynb", CheckTests.notebook("print(2)", output: "2"))
        try repository.git("add", "-A").check()
        let bad = try preCommit(repository, "run")
        #expect(bad.code == 1)
        #expect(bad.output.contains("Stripped a.ipynb"))
        #expect(bad.output.contains("Stripped -dash.ipynb"))
        #expect(bad.output.split(separator: "\n").count { $0.contains("data/a.csv:2: qty = \"abc\"") } == 2)
        #expect(try !repository.read("a.ipynb").contains("stdout"))
        try repository.write("data/a.csv", "id,qty\n1,5\n")
        try repository.git("add", "-A").check()
        try preCommit(repository, "run").check()
    }

    /// husky 9 writes `.husky/_/<hook>` stubs and points core.hooksPath at them.
    @Test(oursInFolder) func husky() throws {
        let repository = try Self.repository()
        for name in Self.events {
            try repository.write(".husky/_/\(name)", "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"", mode: 0o755)
        }
        try repository.write(
            ".husky/_/h",
            "#!/usr/bin/env sh\nn=$(basename \"$0\")\ns=$(dirname \"$(dirname \"$0\")\")/$n\n[ ! -f \"$s\" ] && exit 0\nsh -e \"$s\" \"$@\"\n",
            mode: 0o755)
        try repository.write(".husky/pre-commit", "echo theirs\n")
        try repository.write(".husky/_/.gitignore", "*\n")
        try repository.git("config", "core.hooksPath", ".husky/_").check()
        let result = try repository.mlops("init", "--no-input").check()
        #expect(
            result.errors.contains(
                "pre-commit belongs to husky; add to .husky/pre-commit:\n    git mlops hook pre-commit \"$@\""))
        #expect(try repository.read(".husky/pre-commit") == "echo theirs\n")
        #expect(try repository.mlops("doctor").code == 1)
        for name in Self.events {
            let before = (try? repository.read(".husky/\(name)")) ?? ""
            try repository.write(".husky/\(name)", before + "git mlops hook \(name) \"$@\"\n")
        }
        #expect(try repository.mlops("doctor").check().output.contains("pre-commit: a script that runs ours"))
        #expect(try Self.commit(repository).check().errors.contains("theirs"))
        #expect(try Self.isStripped(repository))
        try repository.mlops("uninit").check()
        #expect(try repository.git("config", "core.hooksPath").output == ".husky/_")
    }

    @Test(oursInFolder) func lefthook() throws {
        let program = try #require(Peers.find("lefthook"), "\(Peers.missing("lefthook"))")
        let repository = try Self.repository()
        try repository.write(
            "lefthook.yml", "pre-commit:\n  commands:\n    theirs:\n      run: echo ran >>theirs.log\n")
        try repository.write(".gitignore", "theirs.log\n")
        try repository.run([program, "install"]).check()
        let before = try repository.bytes(".git/hooks/pre-commit")
        let result = try repository.mlops("init", "--no-input").check()
        #expect(result.errors.contains("pre-commit belongs to lefthook; add to lefthook.yml:"))
        #expect(try repository.bytes(".git/hooks/pre-commit") == before)
        // The advice, taken to the letter.
        let lines = result.errors.split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0.contains("pre-commit belongs to lefthook") })
        let advice = lines[(start + 1)...].prefix { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
        #expect(advice.first == "pre-commit:")
        let theirs = try repository.read("lefthook.yml")
        try repository.write("lefthook.yml", theirs + advice.dropFirst(2).joined(separator: "\n") + "\n")
        try Self.commit(repository).check()
        #expect(try Self.isStripped(repository))
        #expect(try repository.read("theirs.log") == "ran\n")
    }

    /// lefthook moves what it finds in the folder to `<hook>.old` and runs only what its own file says.
    @Test(oursInFolder) func lefthookAfterOurs() throws {
        let program = try #require(Peers.find("lefthook"), "\(Peers.missing("lefthook"))")
        let repository = try Self.repository()
        let before = try InitTests.state(repository)
        try repository.mlops("init", "--no-input").check()
        try repository.write("lefthook.yml", "pre-commit:\n  commands:\n    theirs:\n      run: 'true'\n")
        try repository.run([program, "install"]).check()
        #expect(Files.exists(repository.path(".git/hooks/pre-commit.old")))
        let doctor = try repository.mlops("doctor")
        #expect(doctor.code == 1)
        #expect(doctor.output.contains("pre-commit: lefthook, which has put ours aside and does not run it"))
        #expect(doctor.output.contains("git mlops init shows what to add to lefthook.yml"))
        #expect(try repository.mlops("init", "--no-input").check().errors.contains("run: git mlops hook pre-commit"))
        try repository.write(
            "lefthook.yml",
            "pre-commit:\n  commands:\n    theirs:\n      run: 'true'\n    mlops:\n      run: git mlops hook pre-commit\n"
        )
        try Self.commit(repository).check()
        #expect(try Self.isStripped(repository))
        try repository.mlops("uninit").check()
        #expect(!Files.exists(repository.path(".git/hooks/pre-commit.old")))
        try repository.run([program, "uninstall"]).check()
        #expect(try InitTests.state(repository).keys.sorted() == before.keys.sorted())
    }

    @Test func aPlainScriptKeepsItsSay() throws {
        let repository = try Self.repository()
        try repository.write(
            ".git/hooks/pre-commit", "#!/bin/sh\necho theirs >>theirs.log\nexec test ! -e stop\n", mode: 0o755)
        try repository.write(".gitignore", "theirs.log\nstop\n")
        try repository.mlops("init", "--no-input").check()
        try Self.commit(repository).check()
        #expect(try Self.isStripped(repository))
        #expect(try repository.read("theirs.log") == "theirs\n")
        try repository.write("stop", "")
        try repository.write("b.txt", "")
        #expect(try Self.commit(repository).code == 1)
    }
}
