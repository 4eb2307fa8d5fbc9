import Glibc
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Hooks that git 2.54 and later take from the configuration. Here is an older git, so one that says it is newer stands
/// before it, and the test runs what it would run; GIT_MLOPS_NEW_GIT names the folder of a real one.
@Suite struct ConfiguredHookTests {
    private func repository(version: String) throws -> TempRepository {
        let repository = try HookManagerTests.repository()
        let real = try ChildProcess.find("git", environment: repository.environment)
        try repository.directory.write(
            "new/git",
            "#!/bin/sh\ncase \"$*\" in version|--version) echo 'git version \(version)' ;; *) exec \(real) \"$@\" ;; esac\n",
            mode: 0o755)
        return repository
    }

    private func run(_ repository: TempRepository, _ arguments: String...) throws -> ShellResult {
        let path = "\(repository.directory.path("new")):\(repository.environment["PATH"] ?? "")"
        // `git mlops` would put the folder of git itself first.
        return try repository.run(["git-mlops"] + arguments, environment: ["PATH": path])
    }

    @Test func theFolderIsNotTouched() throws {
        let repository = try repository(version: "2.54.0")
        try repository.write(".git/hooks/pre-commit", "#!/bin/sh\ncall_lefthook run pre-commit\n", mode: 0o755)
        let before = try InitTests.state(repository)
        let result = try run(repository, "init", "--no-input").check()
        #expect(result.errors.isEmpty)
        #expect(try Files.list(repository.path(".git/hooks")).filter { !$0.hasSuffix(".sample") } == ["pre-commit"])
        for event in HookManagerTests.events {
            #expect(try repository.git("config", "hook.mlops-\(event).event").check().output == event)
        }
        #expect(try run(repository, "doctor").check().output.contains("pre-commit: in git's configuration"))
        #expect(try run(repository, "init", "--no-input").check().output.contains("is set up already"))
        try repository.git("config", "hook.mlops-pre-commit.enabled", "false").check()
        let doctor = try run(repository, "doctor")
        #expect(doctor.code == 1)
        #expect(doctor.output.contains("pre-commit: switched off by hook.mlops-pre-commit.enabled"))
        try repository.git("config", "--unset", "hook.mlops-pre-commit.enabled").check()
        try run(repository, "uninit").check()
        #expect(try InitTests.state(repository) == before)
    }

    @Test(arguments: ["2.53.9", "2.39.5.windows.1"]) func earlierVersionsGetScripts(_ version: String) throws {
        let repository = try repository(version: version)
        try run(repository, "init", "--no-input").check()
        #expect(try repository.git("config", "hook.mlops-pre-commit.command").code == 1)
        #expect(Files.exists(repository.path(".git/hooks/pre-commit")))
    }

    /// git hands a command that is no mere path to `sh -c`, with `"$@"` behind it.
    @Test func theCommandsDoWhatTheScriptsDo() throws {
        let repository = try repository(version: "2.55.0")
        try run(repository, "init", "--no-input").check()
        // The filter would leave the hook nothing to do.
        try repository.write(".gitattributes", "*.txt text\n")
        try repository.git("add", "-A").check()
        let command = try repository.git("config", "hook.mlops-pre-commit.command").check().output
        let hook = ["sh", "-c", "\(command) \"$@\"", command]
        #expect(try repository.run(hook).check().errors.contains("mlops: stripped a.ipynb in the index"))
        let bare = ["PATH": "/usr/bin:/bin"]
        let absent = try repository.run(hook, environment: bare).check()
        #expect(absent.errors == "mlops: git-mlops is not on PATH, so pre-commit does nothing")
        let push = try repository.git("config", "hook.mlops-pre-push.command").check().output
        #expect(try repository.run(["sh", "-c", "\(push) \"$@\"", push], environment: bare).code == 1)
    }

    private static let newGit = getenv("GIT_MLOPS_NEW_GIT").map { String(cString: $0) }

    @Test(.enabled(if: newGit != nil)) func withARealOne() throws {
        let repository = try TableCheckTests.repository()
        try repository.mlops("uninit").check()
        let environment = ["PATH": "\(Self.newGit ?? ""):\(repository.environment["PATH"] ?? "")"]
        try repository.write(".git/hooks/pre-commit", "#!/bin/sh\necho theirs\n", mode: 0o755)
        try repository.run(["git", "mlops", "init", "--no-input"], environment: environment).check()
        try repository.write("data/a.csv", "id,qty\n1,x\n")
        let bad = try repository.run(["git", "commit", "-qam", "bad"], environment: environment)
        #expect(bad.code == 1 && bad.errors.contains("data/a.csv:2: qty"))
        try repository.write("data/a.csv", "id,qty\n1,1\n")
        let good = try repository.run(["git", "commit", "-qam", "good"], environment: environment).check()
        #expect(good.errors.contains("theirs"))
        let listed = try repository.run(["git", "hook", "list", "pre-commit"], environment: environment).check()
        #expect(listed.output == "mlops-pre-commit\nhook from hookdir")
    }
}
