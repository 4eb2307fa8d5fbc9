import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The command line: every documented command and option is known, and what is not is told as Git LFS tells it.
@Suite struct LFSUsageTests {
    let project: LFSProject

    init() throws { project = try LFSProject() }

    static let commands = [
        "checkout", "clone", "completion", "dedup", "env", "ext", "fetch", "fsck", "install", "lock", "locks", "logs",
        "ls-files", "migrate",
        "prune", "pull", "push", "status", "track", "uninstall", "unlock", "untrack", "update", "version", "clean",
        "filter-process", "merge-driver", "pointer", "post-checkout", "post-commit", "post-merge", "pre-push", "smudge",
        "standalone-file",
    ]

    @Test(arguments: commands)
    func everyCommandExplainsItself(_ command: String) throws {
        let help = try project.lfs(command, "-h").check()
        #expect(help.output.hasPrefix("git lfs \(command)"))
        #expect(try project.lfs("help", command).check().output == help.output)
        let wrong = try project.lfs(command, "--no-such-option")
        #expect(wrong.code == 127 && wrong.errors == "Error: unknown flag: --no-such-option")
    }

    @Test func shellsLearnTheCommands() throws {
        let bash = try project.lfs("completion", "bash").check().output
        let ask = { (words: String, index: Int, function: String) in
            """
            eval "$1"; COMP_WORDS=(\(words)); COMP_CWORD=\(index); \(function); echo "${COMPREPLY[*]}"
            """
        }
        for (script, expected) in [
            (ask("git lfs mig", 2, "_git_lfs"), "migrate"), (ask("git-lfs pul", 1, "__git_lfs_program"), "pull"),
            (ask("git lfs ls-files --lo", 3, "_git_lfs"), "--long"),
        ] {
            #expect(try project.run(["bash", "-c", script, "bash", bash]).check().output == expected)
        }
        #expect(try project.lfs("completion", "fish").check().output.contains("-a checkout "))
        #expect(try project.lfs("completion", "zsh").check().output.hasPrefix("#compdef git-lfs\n"))
        #expect(try project.lfs("completion", "csh").code == 127)
    }

    @Test func clonesWithContents() throws {
        let server = try LFSServer(in: project.repository.directory)
        try project.git("config", "lfs.url", server.url).check()
        try project.repository.write(".lfsconfig", "[lfs]\n\turl = \(server.url)\n")
        try project.repository.addBareRemote()
        try project.write("a.bin", 1000)
        try project.write("d/b.bin", 2000, seed: 2)
        try project.commit("two")
        try project.git("push", "-q", "origin", "main").check()
        let folder = project.repository.directory
        try project.lfs("clone", "-q", "-X", "d", folder.path("origin.git"), folder.path("clone")).check()
        #expect(try folder.bytes("clone/a.bin").count == 1000 && folder.bytes("clone/d/b.bin").count < 200)
        #expect(Files.exists(folder.path("clone/.git/hooks/pre-push")))
        try project.lfs("clone", "--bare", "-q", "--skip-repo", folder.path("origin.git"), folder.path("bare")).check()
        #expect(
            try project.run(["sh", "-c", "find '\(folder.path("bare"))/lfs/objects' -type f | wc -l"]).output == "2")
        #expect(try project.lfs("clone", folder.path("nothing"), folder.path("x")).code == 2)
    }

    @Test func onlyOriginsServerGoesWithoutAName() throws {
        try project.git("remote", "add", "other", "https://models.invalid/a").check()
        #expect(try project.lfs("env").output.contains("\n\nEndpoint (other)=https://models.invalid/a.git/info/lfs"))
        try project.git("remote", "add", "origin", "https://models.invalid/b").check()
        #expect(try project.lfs("env").output.contains("\n\nEndpoint=https://models.invalid/b.git/info/lfs"))
    }

    @Test func partsOfObjectsThatAreHereAreClearedAway() throws {
        let (whole, part) = (String(repeating: "ab", count: 32), String(repeating: "cd", count: 32))
        try project.repository.write(".git/lfs/objects/ab/ab/\(whole)", "")
        for name in [whole, part] { try project.repository.write(".git/lfs/tmp/objects/\(name)-1", "") }
        try project.lfs("env").check()
        #expect(try Files.list(project.repository.path(".git/lfs/tmp/objects")) == ["\(part)-1"])
    }

    @Test func unknownCommandsAreTold() throws {
        let result = try project.lfs("frobnicate")
        #expect(result.code == 127)
        #expect(
            result.errors == "Error: unknown command \"frobnicate\" for \"git-lfs\"\nRun 'git-lfs --help' for usage.")
    }

    /// What Git LFS does with command lines that its manual has no word about; scripts have come to rely on it.
    @Test func oddCommandLinesEndAsTheyDoThere() throws {
        try project.write("a.bin", 5)
        try project.commit("one")
        for words in [["lock"], ["logs", "nope"], ["fsck", "a", "b"]] {
            try project.run(["git", "lfs"] + words).check()
        }
        #expect(try project.lfs("migrate", "nope").check().output.hasPrefix("git lfs migrate"))
        #expect(try project.lfs("lock", "--json").check().output == "[]")
        #expect(try project.lfs("track", "/outside/../../x").code == 2)
        #expect(try project.lfs("track", "../x").output == "\"../x\" already supported")
        #expect(
            try project.lfs("migrate", "info", "--include=*.bin", "--unit=kb").check().output
                == "LFS Objects\t5.0\t1/1 file \t100%")
        #expect(
            try project.lfs("migrate", "info", "--unit=2b").errors
                == "cannot parse --unit=<unit>: unknown unit: \"2b\"")
        let pointer = try project.run(["sh", "-c", "git lfs pointer --file a.bin --pointer a.bin --stdin < /dev/null"])
        #expect(pointer.code == 1 && pointer.output.hasPrefix("version ") && pointer.errors.hasSuffix("--pointer"))
        let agent = try project.run(["sh", "-c", "echo garbage | git lfs standalone-file"])
        #expect(agent.code == 2 && agent.errors.hasPrefix("error decoding JSON: "))
    }

    @Test func statusIsThatOfHEADAndTheWorktree() throws {
        try project.write("a.bin", 5)
        try project.commit("one")
        try project.git("mv", "a.bin", "b.bin").check()
        try Files.remove(project.repository.path("b.bin"))
        #expect(try project.lfs("status", "--porcelain").check().output == "D  a.bin\nR  a.bin -> b.bin")
        #expect(
            try project.lfs("status", "--json").check().output
                == #"{"files":{"a.bin":{"status":"D"},"b.bin":{"status":"R","from":"a.bin"}}}"#)
    }

    @Test func optionsMayBeWrittenInEveryWay() throws {
        try project.write("a.bin", 10)
        try project.write("d/b.bin", 10, seed: 2)
        try project.commit("two")
        let expected = try project.lfs("ls-files", "--long", "--size", "--include", "d/*").check().output
        for words in [
            ["-ls", "-Id/*"], ["-l", "-s", "-I", "d/*"], ["--size=true", "--include=d/*", "-l"], ["-lsI=d/*"],
        ] {
            #expect(try project.run(["git", "lfs", "ls-files"] + words).check().output == expected)
        }
        #expect(try project.lfs("ls-files", "--include").errors == "Error: flag needs an argument: --include")
        #expect(try project.lfs("ls-files", "-I").errors == "Error: flag needs an argument: 'I' in -I")
        #expect(try project.lfs("ls-files", "-z").errors == "Error: unknown shorthand flag: 'z' in -z")
    }

    @Test func pathsThatAreNotFetchedStayPointers() throws {
        try project.repository.addBareRemote()
        try project.write("a.bin", 1000)
        try project.write("d/b.bin", 1000, seed: 2)
        try project.commit("two")
        try project.git("push", "-q", "origin", "main").check()
        let clone = try project.clone("clone")
        try clone.lfs("pull", "--exclude=d").check()
        #expect(try clone.repository.bytes("a.bin").count == 1000 && clone.repository.bytes("d/b.bin").count < 200)
        try clone.git("config", "lfs.fetchexclude", "a.bin").check()
        try clone.removeObjects()
        try clone.lfs("fetch").check()
        #expect(try clone.run(["sh", "-c", "find .git/lfs/objects -type f | wc -l"]).output.contains("1"))
        #expect(try clone.lfs("fetch", "--dry-run", "--exclude=").check().output.contains("=> a.bin"))
        // The filter leaves them, too.
        try clone.removeObjects()
        try Files.remove(clone.repository.path("a.bin"))
        try clone.git("checkout", "a.bin").check()
        #expect(try clone.repository.bytes("a.bin").count < 200)
        #expect(try clone.git("status", "--porcelain").output.isEmpty)
        try clone.git("config", "--unset", "lfs.fetchexclude").check()
        try clone.repository.write(".lfsconfig", "[lfs]\n\tfetchinclude = d\n")
        try Files.remove(clone.repository.path("a.bin"))
        try clone.git("checkout", "a.bin").check()
        #expect(try clone.repository.bytes("a.bin").count < 200)
    }
}
