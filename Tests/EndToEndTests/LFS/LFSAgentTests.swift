import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Custom transfer agents (Git LFS, docs/custom-transfers.md), which are told the same by both programs.
@Suite struct LFSAgentTests {
    let project: LFSProject
    let folder: String

    init() throws {
        project = try LFSProject()
        folder = project.repository.directory.path("agent")
        try Files.makeDirectories(folder)
        try project.repository.addBareRemote()
        try project.commitFiles(3, of: 10_000)
    }

    func useAgent(_ words: String = "", concurrent: String = "false") throws {
        let script = TestEnvironment.packageRoot + "/Tests/EndToEndTests/LFS/agent.py"
        try project.git("config", "lfs.customtransfer.test.path", script).check()
        try project.git("config", "lfs.customtransfer.test.args", "\"$AGENT_FOLDER\" \(words)").check()
        try project.git("config", "lfs.customtransfer.test.concurrent", concurrent).check()
    }

    func lfs(_ program: LFSProject.Program = .ours, _ arguments: String...) throws -> ShellResult {
        try project.with(program).run(["git", "lfs"] + arguments, environment: ["AGENT_FOLDER": folder])
    }

    func lines(_ name: String) throws -> [String] {
        (try Files.readIfPresent("\(folder)/\(name)")?.asText ?? "").split(separator: "\n").map(String.init)
    }

    func objectCount() throws -> Int { try Files.list(folder + "/objects").count }

    @Test func standaloneIsToldTheSameByBoth() throws {
        try #require(Peers.find("git-lfs") != nil, Comment(rawValue: Peers.missing("git-lfs")))
        try useAgent()
        try project.git("config", "lfs.standalonetransferagent", "test").check()
        var logs: [[String]] = []
        for program in LFSProject.Program.allCases {
            try lfs(program, "push", "origin", "main").check()
            #expect(try objectCount() == 3)
            try project.removeObjects()
            try lfs(program, "fetch", "origin").check()
            #expect(try LargeFileProject.storeIsSound(project.repository))
            logs.append(try lines("log").sorted())
            try Files.removeTree(folder)
            try Files.makeDirectories(folder)
        }
        #expect(logs[0] == logs[1])
        #expect(logs[0].count == 10)
        #expect(try lines("violations") == [])
    }

    @Test func anAgentThatSaysNothingIsEnded() throws {
        try useAgent("hang")
        try project.git("config", "lfs.standalonetransferagent", "test").check()
        try project.git("config", "lfs.customtransfer.test.timeout", "1").check()
        let result = try lfs(.ours, "push", "origin", "main")
        #expect(result.code != 0)
        #expect(result.errors.contains("cannot go on with transfer agent 'test': it said nothing for 1 seconds"))
        #expect(result.errors.contains("lfs.customtransfer.test.timeout"))
    }

    @Test func theServerMayChooseIt() throws {
        let server = try LFSServer(in: project.repository.directory)
        try project.git("config", "lfs.url", server.url).check()
        try server.set(["transfer": "test"])
        try useAgent(concurrent: "true")
        for program in LFSProject.Program.allCases {
            try lfs(program, "push", "origin", "main").check()
            #expect(try objectCount() == 3)
            try project.removeObjects()
            try server.set(["known": true])
            try lfs(program, "fetch", "origin").check()
            #expect(try LargeFileProject.storeIsSound(project.repository))
            try server.set(["known": false])
        }
        #expect(try server.requests().filter { $0.contains("/verify/") }.count == 6)
        #expect(try lines("violations") == [] && server.violations() == [])
        try server.forgetRequests()
        try project.git("config", "lfs.basictransfersonly", "true").check()
        try lfs(.ours, "push", "origin", "main").check()
        #expect(try server.bodies().last { $0["transfers"] != nil }?["transfers"] == ["basic"])
    }

    @Test(arguments: [
        ("refuse", "cannot go on with transfer agent 'test': it cannot start: not today (32)"),
        ("die", "cannot go on with transfer agent 'test': it has ended"),
        ("lose", "it fell off the lorry (2)"),
    ])
    func itsFailureIsOneSentence(_ word: String, _ sentence: String) throws {
        try useAgent(word)
        try project.git("config", "lfs.standalonetransferagent", "test").check()
        let result = try lfs(.ours, "push", "origin", "main")
        #expect(result.code == 2 && result.errors.contains(sentence))
    }

    @Test func traceTellsWhatItPrints() throws {
        try useAgent("loud die")
        try project.git("config", "lfs.standalonetransferagent", "test").check()
        let environment = ["AGENT_FOLDER": folder, "GIT_TRACE": "1", "GIT_TRANSFER_TRACE": "1"]
        let trace = try project.run(["git", "lfs", "push", "origin", "main"], environment: environment).errors
        #expect(trace.contains("git-lfs: xfer: adapter \"test\" Begin()\n"))
        #expect(trace.contains("git-lfs: xfer[agent.py]: here I am\n"))
        try useAgent("refuse")
        let other = try project.run(["git", "lfs", "push", "origin", "main"], environment: environment).errors
        #expect(other.contains("git-lfs: xfer: Aborting worker process\n"))
    }

    @Test func wrongBytesAreNeverAccepted() throws {
        try useAgent()
        try project.git("config", "lfs.standalonetransferagent", "test").check()
        try lfs(.ours, "push", "origin", "main").check()
        try project.removeObjects()
        try useAgent("wrong")
        let result = try lfs(.ours, "fetch", "origin")
        #expect(result.code == 2 && result.errors.contains("what came is not what its name says"))
        #expect(!Files.exists(project.repository.path(".git/lfs/objects")))
        // What the agent left is ours, and is gone.
        #expect(try Files.list(folder).sorted() == ["log", "objects"])
    }

    /// What a repository brings along never starts a program.
    @Test func noRepositoryNamesOne() throws {
        let text =
            "[lfs]\n\tstandalonetransferagent = evil\n[lfs \"customtransfer.evil\"]\n\tpath = touch\n\targs = pwned\n"
        try project.repository.write(".lfsconfig", text)
        try project.commit("config")
        try project.git("push", "-q", "origin", "main").check()
        #expect(!Files.exists(project.repository.path("pwned")))
    }

    @Test func urlsChooseTheirOwn() throws {
        try useAgent()
        try project.git("remote", "set-url", "origin", "https://models.invalid/a/b").check()
        try project.git("config", "lfs.https://models.invalid/a.standalonetransferagent", "test").check()
        try lfs(.ours, "push", "origin", "main").check()
        #expect(try objectCount() == 3)
        try project.git("remote", "set-url", "origin", "https://other.invalid/a/b").check()
        try project.git("config", "lfs.transfer.maxretries", "1").check()
        #expect(try lfs(.ours, "push", "origin", "main").code == 2)
    }
}
