import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops run --pipeline` in a worktree of its own.
@Suite struct PipelineRunTests {
    private static func project() throws -> TempRepository {
        let repository = try TempRepository(install: true)
        try repository.mlops("track", "*.bin").check()
        try repository.write(
            "dvc.yaml",
            """
            stages:
              train:
                cmd: sh train.sh
                deps: [data.bin, train.sh]
                params: [lr]
                outs: [model.txt]
                metrics: [m.json: {cache: false}]
            """)
        try repository.write(
            "train.sh",
            """
            lr=$(sed -n 's/^lr: //p' params.yaml)
            printf '{"loss": %s}' "$lr" > m.json
            wc -c < data.bin > model.txt
            wc -c < unused.bin >> model.txt
            if [ -f hook.sh ]; then . ./hook.sh; fi
            """)
        try repository.write("params.yaml", "# a comment\nlr: 1\nold: {a: 1}\n")
        try repository.write("data.bin", [UInt8](repeating: 1, count: 3000))
        try repository.write("unused.bin", [UInt8](repeating: 1, count: 4000))
        try repository.write(".gitignore", "*.log\n")
        try repository.commit("one")
        return repository
    }

    /// Ends the git-mlops around it.
    private static let killer = """
        pid=$PPID
        while [ "$(cat /proc/$pid/comm)" != git-mlops ]; do pid=$(sed -n 's/^PPid:[^0-9]*//p' /proc/$pid/status); done
        kill -9 $pid
        """

    private static func worktrees(_ repository: TempRepository) throws -> Int {
        try repository.git("worktree", "list").check().output.split(separator: "\n").count
    }

    /// The user's worktree, index and stash stay as they were; the run has the user's edits, and only the large file
    /// that it needs; afterwards nothing is left but the record.
    @Test func theUsersWorktreeIsNotTouched() throws {
        let repository = try Self.project()
        try repository.write("junk.log", "x")
        try repository.write(".env", "SECRET=1")
        try repository.write("hook.sh", "echo mine > '\(repository.path)/during.txt'\n")
        try repository.write("params.yaml", "# a comment\nlr: 2\nold: {a: 1}\n")
        try repository.git("add", "params.yaml").check()
        let before = try repository.git("status", "--porcelain").check().output
        let run = try repository.mlops(
            "run", "--pipeline", "--name", "big", "-S", "lr=4", "-S", "+new=[1,2]", "-S", "~old"
        ).check()
        #expect(run.errors.contains("left out: junk.log, which git ignores"))
        #expect(run.errors.contains("left out: .env, which is untracked and may hold a secret"))
        try Files.remove(repository.path("during.txt"))
        #expect(try repository.git("status", "--porcelain").check().output == before)
        #expect(try repository.read("params.yaml").contains("lr: 2"))
        #expect(try Self.worktrees(repository) == 1)
        #expect(try Files.list(repository.path(".git/mlops/experiments")).isEmpty)
        let show = try repository.mlops("runs", "show", "big").check().output
        #expect(show.contains("loss  4") && show.contains("[1,2]"))

        // The needed file was filled in, the other stayed a pointer of 129 bytes.
        let refused = try repository.mlops("runs", "apply", "big")
        #expect(refused.code == 128 && refused.errors.contains("'params.yaml' changed here as well"))
        try repository.mlops("runs", "apply", "--force", "big").check()
        #expect(
            try repository.read("model.txt").split(separator: "\n").map { $0.filter(\.isNumber) } == ["3000", "129"])
        #expect(try repository.read("params.yaml") == "# a comment\nlr: 4\nnew: [1, 2]\n")
        #expect(try repository.git("diff", "--cached", "--name-only").check().output == "params.yaml")
        #expect(try repository.mlops("runs", "apply", "big").check().errors.contains("Nothing differs"))
    }

    @Test func runsBecomeBranchesAndWorktrees() throws {
        let repository = try Self.project()
        try repository.mlops("run", "--pipeline", "--name", "big", "-P", "lr=4").check()
        try repository.mlops("runs", "branch", "big", "exp/big").check()
        #expect(try repository.git("show", "exp/big:m.json").check().output == "{\"loss\": 4}")
        #expect(
            try repository.git("rev-parse", "exp/big^").check().output
                == repository.git("rev-parse", "HEAD").check().output)
        #expect(try repository.mlops("diff-metrics", "--porcelain", "exp/big").check().output.contains("loss\t4"))
        #expect(try repository.mlops("runs", "branch", "big", "exp/big").code == 128)
        #expect(try repository.mlops("runs", "branch", "big", "bad..name").code == 128)
        try repository.mlops("runs", "checkout", "big", "../other").check()
        #expect(try repository.directory.read("other/m.json") == "{\"loss\": 4}")
        #expect(try repository.directory.bytes("other/data.bin").count == 3000)
        #expect(try repository.mlops("runs", "checkout", "big", "../other").code == 128)
    }

    @Test func severalRunAtOnce() throws {
        let repository = try Self.project()
        try repository.run([
            "sh", "-c", "for i in 1 2 3 4; do git mlops run --pipeline --name e$i -P lr=1$i & done; wait",
        ]).check()
        let list = try repository.mlops("runs", "list").check().output
        for number in 1...4 { #expect(list.contains("loss=1\(number)"), "\(list)") }
        #expect(try Self.worktrees(repository) == 1)
    }

    /// A failed run is a record; a killed one leaves nothing that blocks, and is a record too.
    @Test func failuresAndKillsAreRecorded() throws {
        let repository = try Self.project()
        try repository.write("hook.sh", "exit 3\n")
        #expect(try repository.mlops("run", "--pipeline", "--name", "bad").code != 0)
        #expect(try repository.mlops("runs", "list").check().output.contains("failed"))
        try repository.write("hook.sh", Self.killer)
        #expect(try repository.run(["sh", "-c", "git mlops run --pipeline --name dead; true"]).code == 0)
        try Files.remove(repository.path("hook.sh"))
        try repository.mlops("run", "--pipeline", "--name", "next", "-P", "lr=7").check()
        #expect(try Self.worktrees(repository) == 1)
        #expect(try Files.list(repository.path(".git/mlops/experiments")).isEmpty)
        let list = try repository.mlops("runs", "list").check().output
        #expect(list.contains("dead") && list.contains("killed"))
        let refused = try repository.mlops("runs", "apply", "dead")
        #expect(refused.code == 128 && refused.errors.contains("has no final state"))
    }

    /// What git does not have and a stage needs stops the run before it starts, unless it is taken along.
    @Test func neededFilesAreNotLeftOutQuietly() throws {
        let repository = try Self.project()
        try repository.write(
            "dvc.yaml", try repository.read("dvc.yaml").replacing("train.sh]", with: "train.sh, raw.log]"))
        try repository.write("raw.log", "1")
        let refused = try repository.mlops("run", "--pipeline")
        #expect(refused.code == 128 && refused.errors.contains("--include raw.log"))
        try repository.mlops("run", "--pipeline", "--include", "raw.log").check()
        #expect(try repository.mlops("run", "--pipeline", "--include", "../x").code == 128)
    }

    @Test(arguments: [
        ("lr=1,2", "stands for several runs"), ("lr=range(1,3)", "stands for several runs"),
        ("nothing=1", "has no 'nothing' to change"), ("+lr=1", "has 'lr' already"), ("~nothing", "to remove"),
        ("~lr=5", "is 1, not 5"), ("../x.yaml:+a=1", "outside repository"), ("=1", "is no override"),
        ("lr=[1", "cannot be read"),
    ]) func wrongOverridesStartNothing(_ text: String, _ sentence: String) throws {
        let repository = try Self.project()
        let result = try repository.mlops("run", "--pipeline", "-S", text)
        #expect(result.code >= 128 && result.errors.contains(sentence), "\(result)")
        #expect(try Self.worktrees(repository) == 1)
        #expect(try repository.mlops("runs", "list").check().output.isEmpty)
    }
}
