import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Invariant: everybody pushes at once, and every op arrives, by no force, with no inbox left and none taken early.
@Suite struct ContentionTests {
    /// A server that writes down every change of a ref: `old new ref`.
    private func watched() throws -> SyncProject {
        let project = try SyncProject()
        let script = "#!/bin/sh\ncat >> updates\n"
        try Files.write(Array(script.utf8), to: "\(project.bare)/hooks/post-receive", mode: 0o755)
        return project
    }

    /// Runs `body` for each element on a thread of its own.
    private func together<T: Sendable>(_ items: [T], _ body: @escaping @Sendable (T) throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            for item in items { group.addTask { try body(item) } }
            try await group.waitForAll()
        }
    }

    @Test func eightPushersAndTwentyJobsLoseNothing() async throws {
        let project = try watched()
        let pushers = try (0..<8).map { try project.clone("pusher\($0)") }
        let jobs = try (0..<20).map { try project.clone("job\($0)", "--depth=1", from: project.address) }
        let bare = project.bare
        for (number, clone) in pushers.enumerated() { try project.record("p\(number)", in: clone) }
        for (number, clone) in jobs.enumerated() { try project.record("j\(number)", in: clone) }
        try await together(pushers + jobs) { clone in
            let isJob = clone.path.contains("/job")
            try clone.run(["git", "mlops", "sync"], environment: isJob ? ["CI": "true"] : [:]).check()
        }
        let wanted = Set((0..<8).map { "p\($0)" } + (0..<20).map { "j\($0)" })
        let all = try clone(project, "everything")
        #expect(try project.runs(all) == wanted)
        // Somebody pushes next: whatever inbox is left is folded and goes.
        try pushers[0].mlops("sync").check()
        #expect(try project.refs(bare, "refs/mlops/v1/inbox/") == [])
        #expect(try project.runsOnServer() == wanted)
        try expectForwardOnly(project)
    }

    private func clone(_ project: SyncProject, _ name: String) throws -> TempRepository { try project.clone(name) }

    /// Every trunk update was a step forward, every inbox that went was in the trunk at that moment or before.
    private func expectForwardOnly(_ project: SyncProject) throws {
        let zero = String(repeating: "0", count: 40)
        var trunk = zero
        let log = try Files.read("\(project.bare)/updates").split(separator: 0x0a).map {
            String(decoding: $0, as: UTF8.self)
        }
        var inboxes = 0
        for line in log {
            let words = line.split(separator: " ").map(String.init)
            if words[2] == SyncProject.trunk {
                #expect(words[1] != zero)
                if words[0] != zero { #expect(try project.isAncestor(words[0], of: words[1], in: project.bare)) }
                trunk = words[1]
            } else if words[2].hasPrefix("refs/mlops/v1/inbox/"), words[1] == zero {
                inboxes += 1
                let final = try project.tip(SyncProject.trunk, in: project.bare)
                #expect(try project.isAncestor(words[0], of: final, in: project.bare))
            }
        }
        #expect(trunk == (try project.tip(SyncProject.trunk, in: project.bare)))
        #expect(inboxes >= 20)
    }

    /// Whoever loses three races leaves the ops in an inbox; the server sees no fourth try.
    @Test func threeLostRacesEndInTheInbox() throws {
        let project = try SyncProject()
        try project.record("one", in: project.first)
        try project.first.git("push", "-q").check()
        let loser = try project.clone("loser")
        try project.record("mine", in: loser)
        // Every push finds that another clone was there a moment before.
        let hook = """
            #!/bin/sh
            grep -q 'refs/mlops/v1/runs$' || exit 0
            n=$(cat tries 2>/dev/null || echo 0); echo $((n + 1)) > tries
            unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
            git update-ref refs/mlops/v1/runs \\
                "$(git commit-tree -p refs/mlops/v1/runs -m 'chore(mlops): merge' 4b825dc642cb6eb9a060e54bf8d69288fbee4904)"
            echo "try later" >&2
            exit 1
            """
        try project.first.run(["git", "-C", project.bare, "config", "user.name", "Server"]).check()
        try project.first.run(["git", "-C", project.bare, "config", "user.email", "server@example.com"]).check()
        try project.first.run(["git", "-C", project.bare, "mktree"], input: "").check()
        try Files.write(Array(hook.utf8), to: "\(project.bare)/hooks/pre-receive", mode: 0o755)
        let result = try loser.mlops("sync").check()
        #expect(result.errors.contains("to this clone's inbox on 'origin'"), "\(result)")
        #expect(try Files.read("\(project.bare)/tries") == Array("3\n".utf8))
        let writer = try String(loser.read(".git/mlops/writer").prefix(32))
        #expect(try project.refs(project.bare, "refs/mlops/v1/inbox/") == ["refs/mlops/v1/inbox/\(writer)/runs"])
        #expect(try loser.mlops("status").output.contains("not pushed") == false)
        try Files.remove("\(project.bare)/hooks/pre-receive")
        try project.first.git("fetch", "-q").check()
        try project.record("next", in: project.first)
        try project.first.git("push", "-q").check()
        #expect(try project.refs(project.bare, "refs/mlops/v1/inbox/") == [])
        #expect(try project.runsOnServer() == ["one", "mine", "next"])
    }

    /// A host that knows no atomic push: the inbox goes after the trunk that holds its ops.
    @Test(arguments: ["receive.advertiseAtomic=false", "receive.denyDeletes=true"])
    func inboxesOnHostsThatCanLess(setting: String) throws {
        let project = try SyncProject()
        let job = try project.clone("job", "--depth=1", from: project.address)
        try project.record("job", in: job)
        try job.mlops("sync", "--inbox").check()
        let words = setting.split(separator: "=").map(String.init)
        try project.first.run(["git", "-C", project.bare, "config", words[0], words[1]]).check()
        try project.first.mlops("sync").check()
        #expect(try project.runsOnServer() == ["job"])
        #expect(try project.refs(project.bare, "refs/mlops/v1/inbox/") == [])
    }

    /// The exact lease: an inbox that grew since it was folded stays.
    @Test func anInboxThatGrewIsNotDeleted() throws {
        let project = try SyncProject()
        let job = try project.clone("job", "--depth=1", from: project.address)
        try project.record("early", in: job)
        try job.mlops("sync", "--inbox").check()
        try project.first.git("fetch", "-q").check()
        #expect(try project.runs(project.first) == ["early"])
        try project.record("late", in: job)
        try job.mlops("sync", "--inbox").check()
        // A plain push knows only what was fetched before.
        try project.first.git("commit", "-q", "--allow-empty", "-m", "more").check()
        try project.first.git("push", "-q").check()
        #expect(try project.runsOnServer() == ["early", "late"])
        try project.first.mlops("sync").check()
        #expect(try project.refs(project.bare, "refs/mlops/v1/inbox/") == [])
        #expect(try project.runsOnServer() == ["early", "late"])
    }

    /// A CI job pushes an orphan chain from a shallow clone and fetches nothing.
    @Test func aJobPushesWithoutFetching() throws {
        let project = try SyncProject()
        try project.record("one", in: project.first)
        try project.first.git("push", "-q").check()
        let job = try project.clone("job", "--depth=1", from: project.address)
        try Files.remove(job.path("mlops.yaml"))
        try project.record("job", in: job, environment: ["CI": "true"])
        let trace = job.directory.path("trace")
        let result = try job.run(["git", "mlops", "sync"], environment: ["CI": "true", "GIT_TRACE": trace]).check()
        #expect(result.errors.contains("to this clone's inbox"))
        let commands = String(decoding: try Files.read(trace), as: UTF8.self)
        #expect(!commands.contains("fetch-pack") && !commands.contains("git fetch"))
        #expect(commands.contains("send-pack") || commands.contains("receive-pack"))
        #expect(try job.git("rev-list", "--max-parents=0", "--count", SyncProject.trunk).output == "1")
        try project.first.mlops("sync").check()
        #expect(try project.runsOnServer() == ["one", "job"])
        #expect(try project.first.git("fsck", "--strict").code == 0)
    }

    /// A job whose key may push and not fetch.
    @Test func aJobThatCannotFetchStillPushes() throws {
        let project = try SyncProject()
        let job = try project.clone("job")
        try project.record("job", in: job)
        try job.git("config", "remote.origin.pushUrl", project.bare).check()
        try job.git("config", "remote.origin.url", project.bare + ".none").check()
        #expect(try job.mlops("sync").code == 128)
        #expect(try project.refs(project.bare, "refs/mlops/") == [])
        let result = try job.run(["git", "mlops", "sync"], environment: ["CI": "true"]).check()
        #expect(result.errors.contains("to this clone's inbox"))
        try project.first.mlops("sync").check()
        #expect(try project.runsOnServer() == ["job"])
    }
}
