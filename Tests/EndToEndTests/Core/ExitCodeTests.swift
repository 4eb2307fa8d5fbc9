import MLOpsTestSupport
import Testing

/// 0 done, 1 an item failed or the answer is no, 128 fatal, 129 a wrong command line; and results that did not arrive
/// are no success.
@Suite struct ExitCodeTests {
    private let temp: TempRepository

    init() throws {
        temp = try TempRepository()
        try temp.write("params.yaml", "a: 1\n")
        try temp.commit("one")
    }

    @Test func codesAreGits() throws {
        #expect(try temp.mlops("runs", "list").code == 0)
        #expect(try temp.mlops("runs", "show", "no-such-run").code == 128)
        #expect(try temp.mlops("diff-params", "no-such-commit").code == 128)
        #expect(try temp.mlops("diff-params", "--bogus").code == 129)
    }

    @Test func outsideOfARepositoryIsGitsSentence() throws {
        let result = try Shell.run(
            ["git", "mlops", "runs", "list"], in: temp.directory.path, environment: temp.environment)
        #expect(result.errors == "fatal: not a git repository (or any of the parent directories): .git")
        #expect(result.code == 128)
        #expect(result.output == "")
    }

    @Test func aBadRevisionIsGitsSentence() throws {
        let result = try temp.mlops("diff-params", "no-such-commit")
        #expect(result.errors.hasPrefix("fatal: bad revision 'no-such-commit'"))
    }

    private func shell(_ script: String) throws -> ShellResult {
        try temp.run(["bash", "-c", script])
    }

    @Test(arguments: ["git mlops -h", "git mlops runs list --json", "git mlops runs -h", "git mlops"])
    func aFullDiskIsFatal(command: String) throws {
        let result = try shell("\(command) >/dev/full")
        #expect(result.errors == "fatal: write failure on standard output: No space left on device")
        #expect(result.code == 128)
    }

    /// As git: dies of SIGPIPE without a word, even when whoever started it ignores that.
    @Test(arguments: ["", "trap '' PIPE; "])
    func aReaderThatLeftIsNoNews(prefix: String) throws {
        // The reader says through a second pipe that it has gone.
        let result = try shell(
            "mkfifo gone; \(prefix){ read x <gone; git-mlops -h; echo $? >code; } | { exec <&-; echo x >gone; }; cat code"
        )
        #expect(result.output == "141")
        #expect(result.errors == "")
    }

    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func closedDescriptorsDoNoHarm(redirection: String) throws {
        #expect(try shell("git mlops run -- sh -c 'echo out; echo error >&2' \(redirection)").code == 0)
        let runs = try temp.mlops("runs", "list", "--porcelain").check().output
        #expect(runs.split(separator: "\n").count == 1)
        try temp.git("fsck", "--strict").check()
    }

    /// Some supervisors start programs with SIGCHLD ignored, which makes children's exit codes vanish.
    @Test func ignoredChildrenAreHeardOf() throws {
        let script = "import os, signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN); "
        let run = "os.execvp('git-mlops', ['git-mlops', 'run', '--', 'sh', '-c', 'exit 3'])"
        #expect(try temp.run(["python3", "-c", script + run]).code == 3)
    }
}
