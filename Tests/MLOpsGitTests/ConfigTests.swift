import MLOpsCore
import MLOpsGit
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Configuration is what `git config` says it is.
@Suite struct ConfigTests {
    private let temp: TempRepository

    init() throws {
        temp = try TempRepository()
    }

    private func git(_ key: String, type: String? = nil) throws -> String? {
        let result = try temp.run(["git", "config"] + (type.map { ["--type=\($0)"] } ?? []) + ["--get", key])
        return result.code == 0 ? result.output : nil
    }

    @Test func readsEveryLevelAndInclude() throws {
        try temp.write("../home/.gitconfig", "[mlops]\n\tuser = home\n\tboth = home\n[include]\n\tpath = more.cfg\n")
        try temp.write("../home/more.cfg", "[mlops \"Sub.Section\"]\n\tKey = included\n")
        try temp.git("config", "mlops.both", "local").check()
        try temp.write("../extra.cfg", "[mlops]\n\textra = yes\n")
        try temp.git("config", "includeIf.gitdir:**.path", temp.directory.path("extra.cfg")).check()
        let config = try temp.open().config
        for key in ["mlops.user", "mlops.both", "mlops.Sub.Section.key", "mlops.extra", "MLOPS.User", "mlops.absent"] {
            #expect(config[key] == (try git(key)), "\(key)")
        }
        #expect(config.all("mlops.both") == ["home", "local"])
        #expect(config["mlops.sub.section.key"] == nil)
    }

    @Test func readsCommandLineAndEnvironment() throws {
        try temp.git("config", "mlops.a", "file").check()
        try temp.git("config", "alias.probe", "!env >env.txt").check()
        try temp.git("-c", "mlops.a=command", "-c", "mlops.flag", "probe").check()
        let line = try temp.read("env.txt").split(separator: "\n").first { $0.hasPrefix("GIT_CONFIG_PARAMETERS=") }
        let value = String(try #require(line).dropFirst("GIT_CONFIG_PARAMETERS=".utf8.count))
        let config = try temp.open(["GIT_CONFIG_PARAMETERS": value]).config
        #expect(config["mlops.a"] == "command")
        #expect(config.bool("mlops.flag") == true)
        let counted = try temp.open(
            ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "mlops.a", "GIT_CONFIG_VALUE_0": "a=b\nc"]
        ).config
        #expect(counted["mlops.a"] == "a=b\nc")
    }

    @Test func readsTheWorktreesOwn() throws {
        try temp.commit("one")
        try temp.git("config", "extensions.worktreeConfig", "true").check()
        try temp.git("worktree", "add", "-q", "../linked").check()
        try temp.git("-C", "../linked", "config", "--worktree", "mlops.a", "linked").check()
        #expect(try temp.open(in: "../linked").config["mlops.a"] == "linked")
        #expect(try temp.open().config["mlops.a"] == nil)
    }

    /// Wherever a command starts, and whatever its environment names, git finds the same repository before libgit2 is up.
    @Test func isTheSameReadEarly() throws {
        try temp.commit("one")
        try temp.git("config", "mlops.a", "main").check()
        try temp.git("config", "extensions.worktreeConfig", "true").check()
        try temp.git("worktree", "add", "-q", "../linked").check()
        try temp.git("-C", "../linked", "config", "--worktree", "mlops.a", "linked").check()
        try temp.git("init", "-q", "--bare", "../bare.git").check()
        try temp.git("-C", "../bare.git", "config", "mlops.a", "bare").check()
        try temp.write("deep/er/file", "")
        let places: [(String, [String: String], String)] = [
            ("", [:], "main"), ("deep/er", [:], "main"), (".git", [:], "main"), ("../linked", [:], "linked"),
            ("../bare.git", [:], "bare"), ("..", ["GIT_DIR": "bare.git"], "bare"),
            ("deep", ["GIT_DIR": "../.git", "GIT_WORK_TREE": ".."], "main"),
        ]
        for (folder, environment, expected) in places {
            let context = temp.context(in: folder, environment)
            let early = try Repository.open(context, readingConfig: true)
            #expect(try early.config["mlops.a"] == expected, "\(folder) \(environment)")
            #expect(try early.config["mlops.a"] == Repository.open(context).config["mlops.a"])
        }
    }

    @Test func forgetsWhatWasReadEarly() throws {
        let repository = try Repository.open(temp.context(), readingConfig: true)
        try temp.git("config", "mlops.a", "later").check()
        repository.reloadConfig()
        #expect(try repository.config["mlops.a"] == "later")
    }

    @Test func saysWhyGitReadNothingEarly() throws {
        let repository = try Repository.open(
            temp.context(in: "", ["GIT_CONFIG_COUNT": "many"]), readingConfig: true)
        #expect(throws: GitError.self) { try repository.config }
    }

    @Test(arguments: [
        "true", "YES", "on", "1", "2", "-1", "false", "No", "off", "0", "", "0x0", "maybe", "0x10", "010", "1k", "2M",
        "3g",
        "-4k", "+5", "--5", "1 k", "k", "9223372036854775807", "9223372036854775808", "9007199254740993k", "08",
    ])
    func wordsMeanWhatGitTakesThemFor(value: String) throws {
        try temp.git("config", "mlops.value", value).check()
        let config = try temp.open().config
        #expect(config.bool("mlops.value").map(String.init) == (try git("mlops.value", type: "bool")))
        if !value.isEmpty {
            #expect(config.int("mlops.value").map(String.init) == (try git("mlops.value", type: "int")))
        }
    }

    @Test func namesSubsections() throws {
        for remote in ["b", "a", "with.dot"] {
            try temp.git("config", "remote.\(remote).url", "x").check()
            try temp.git("config", "remote.\(remote).fetch", "y").check()
        }
        try temp.git("config", "remote.pushDefault", "a").check()
        #expect(try temp.open().config.subsections(of: "remote") == ["b", "a", "with.dot"])
    }

    @Test func isReadOnceAndAgainWhenTold() throws {
        let repository = try temp.open()
        #expect(try repository.config["mlops.a"] == nil)
        try temp.git("config", "mlops.a", "1").check()
        #expect(try repository.config["mlops.a"] == nil)
        repository.reloadConfig()
        #expect(try repository.config["mlops.a"] == "1")
    }

    @Test func failuresAreInGitsWords() throws {
        let error = #expect(throws: GitError.self) { try temp.open().gitChecked(["rev-parse", "--verify", "nothing"]) }
        #expect(error?.diagnostic.description == "fatal: Needed a single revision")
        try temp.write(".git/config", "[broken\n")
        #expect(throws: GitError.self) { try temp.open().config }
    }

    @Test func identityIsAlwaysThere() throws {
        let none = ["GIT_COMMITTER_NAME": "", "GIT_COMMITTER_EMAIL": "", "USER": "ada"]
        #expect(try temp.open(none).signature() == Signature(name: "ada", email: "ada@localhost"))
        try temp.git("config", "user.name", "Ada").check()
        try temp.git("config", "user.email", "ada@x").check()
        #expect(try temp.open(none).signature() == Signature(name: "Ada", email: "ada@x"))
        #expect(try temp.open().signature() == Signature(name: "Carl Committer", email: "carl@example.com"))
    }
}
