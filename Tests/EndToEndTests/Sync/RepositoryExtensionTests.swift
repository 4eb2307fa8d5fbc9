import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Repositories in formats that libgit2 does not read: a sentence, never an empty answer, and git's own work goes on.
@Suite struct RepositoryExtensionTests {
    private static let verbs: [[String]] = [
        ["runs", "list"], ["runs", "list", "--json"], ["run", "--", "true"], ["log", "metric", "a", "1"], ["sync"],
        ["diff-metrics"], ["diff-params"], ["status"], ["ls-files"], ["init", "--no-input"], ["uninit"], ["fsck"],
        ["check"], ["stage", "list"], ["repro"], ["push"], ["pull"], ["track", "*.bin"],
    ]

    private func sha256() throws -> TempRepository {
        let repository = try TempRepository(["-b", "main", "--object-format=sha256"], install: true)
        try repository.write("mlops.yaml", "stages: {}\n")
        try repository.write(".gitattributes", "*.bin filter=mlops diff=mlops merge=mlops -text\n")
        return repository
    }

    private func reftable() throws -> TempRepository {
        let repository = try TempRepository()
        try repository.write("mlops.yaml", "stages: {}\n")
        try repository.commit("one")
        try repository.git("config", "core.repositoryFormatVersion", "1").check()
        try repository.git("config", "extensions.refStorage", "reftable").check()
        return repository
    }

    private func expectRefusals(_ repository: TempRepository, _ sentence: String, _ hint: String) throws {
        for verb in Self.verbs {
            let result = try repository.run(["git-mlops"] + verb)
            #expect(result.code == 128, "\(result)")
            #expect(result.errors.contains("fatal: \(sentence)"), "\(result)")
            #expect(result.errors.contains("hint: \(hint)"), "\(result)")
            #expect(result.output.isEmpty, "\(result)")
        }
        let doctor = try repository.run(["git-mlops", "doctor"])
        #expect(doctor.code == 1)
        #expect(doctor.output.contains(sentence))
        #expect(try repository.run(["git-mlops", "env"]).output.contains("repository=unsupported: \(sentence)"))
    }

    @Test func sha256IsRefusedByEveryVerb() throws {
        try expectRefusals(
            sha256(), "this repository names its objects by SHA-256, which git-mlops cannot read",
            "git-mlops works in repositories made with: git init --object-format=sha1")
    }

    @Test func reftableIsRefusedByEveryVerb() throws {
        try expectRefusals(
            reftable(), "this repository keeps its refs as a reftable, which git-mlops cannot read",
            "git refs migrate --ref-format=files")
    }

    /// Hooks that a manager or a template put there say what they did not do; commit, push and merge go on. The
    /// filter knows nothing of object names and works.
    @Test func gitWorksInSHA256() throws {
        let repository = try sha256()
        for hook in ["pre-commit", "pre-push", "post-commit", "post-merge", "post-rewrite", "post-checkout"] {
            let script = "#!/bin/sh\nexec git mlops hook \(hook) \"$@\"\n"
            try Files.write(Array(script.utf8), to: repository.path(".git/hooks/\(hook)"), mode: 0o755)
        }
        try repository.write("a.bin", "content")
        try repository.git("add", "-A").check()
        let commit = try repository.git("commit", "-q", "-m", "one").check()
        #expect(commit.errors.contains("mlops: pre-commit: nothing was done: this repository names its objects by SHA"))
        #expect(try repository.git("show", "HEAD:a.bin").output.hasPrefix("version https://git-lfs.github.com/spec/v1"))
        try Files.remove(repository.path("a.bin"))
        try repository.git("checkout", "-q", "--", "a.bin").check()
        #expect(try repository.read("a.bin") == "content")
        try repository.git("commit", "-q", "--amend", "-m", "two").check()
        let bare = repository.directory.path("bare.git")
        try repository.run(["git", "init", "-q", "--bare", "-b", "main", "--object-format=sha256", bare]).check()
        let push = try repository.git("push", "-q", bare, "main").check()
        #expect(push.errors.contains("mlops: pre-push: nothing was done: this repository names"))
    }
}
