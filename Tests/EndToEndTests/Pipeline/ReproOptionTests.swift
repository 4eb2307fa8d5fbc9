import Glibc
import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct ReproOptionTests {
    private func project(_ pipeline: String, _ files: [String: String] = [:]) throws -> TempRepository {
        let repository = try TempRepository()
        try repository.write("mlops.yaml", pipeline)
        for (name, text) in files { try repository.write(name, text) }
        try repository.commit("start")
        return repository
    }

    /// Each stage waits for the other: they end only if both run at once.
    @Test func stagesRunAtTheSameTimeAndTheirLinesAreMarked() throws {
        // It gives up in the end, so that a tool which runs one after the other fails and does not hang.
        let meet = """
            echo > $0.on; n=0
            until [ -e $1.on ]; do sleep 0.02; n=$((n+1)); [ $n -lt 3000 ] || exit 1; done
            echo met $1; echo $0 > $0.out
            """
        let project = try project(
            """
            stages:
              a: {cmd: sh meet.sh a b, deps: [meet.sh], outs: [a.out]}
              b: {cmd: sh meet.sh b a, deps: [meet.sh], outs: [b.out]}
              join: {cmd: cat a.out b.out > all, deps: [a.out, b.out], outs: [all]}
            """, ["meet.sh": meet.replacing("$1", with: "$2").replacing("$0", with: "$1") + "\n"])
        let result = try project.mlops("repro", "-j2").check()
        #expect(result.output.split(separator: "\n").sorted() == ["a | met b", "b | met a"])
        #expect(try project.read("all") == "a\nb\n")
    }

    @Test func aMutexKeepsStagesApart() throws {
        let own = "mkdir held && sleep 0.1 && rmdir held && echo x >"
        let project = try project(
            """
            stages:
              a: {cmd: \(own) a, outs: [a], meta: {mlops: {mutex: gpu}}}
              b: {cmd: \(own) b, outs: [b], meta: {mlops: {mutex: [gpu]}}}
              c: {cmd: \(own) c, outs: [c], meta: {mlops: {resources: {cpus: 4}}}}
            """)
        #expect(try project.mlops("repro", "-j", "4").check().errors.contains("Ran 3 stages"))
    }

    @Test func retriesAndTimeouts() throws {
        let project = try project(
            """
            stages:
              slow: {cmd: "exec sleep 600", outs: [s], meta: {mlops: {timeout: 0.2s}}}
              flaky: {cmd: "echo t >> tries; test $(wc -l < tries) -ge 3 && echo ok > f", outs: [f], meta: {mlops: {retries: 2}}}
              after: {cmd: cp s a, deps: [s], outs: [a]}
            """)
        let result = try project.mlops("repro", "-k", "-j", "2")
        #expect(result.code == 1)
        #expect(result.errors.contains("error: stage 'slow' failed: it took longer than"))
        #expect(result.errors.contains("Running stage 'flaky' again (attempt 3): its command ended with exit code 1"))
        #expect(result.errors.contains("hint: 1 stage after it did not run"))
        #expect(try project.read("f") == "ok\n")
        // One stage at a time says what it runs, one with a time limit as well.
        #expect(try project.mlops("repro", "slow").errors.contains("> exec sleep 600"))
    }

    @Test func conditions() throws {
        let project = try project(
            """
            stages:
              yes: {cmd: echo > yes, outs: [yes], meta: {mlops: {when: "train.enabled and lr < 0.5"}}}
              no: {cmd: echo > no, outs: [no], meta: {mlops: {when: "not train.enabled or m.json:acc >= 0.9"}}}
            """, ["params.yaml": "lr: 0.1\ntrain: {enabled: true}\n", "m.json": "{\"acc\": 0.8}"])
        #expect(try project.mlops("repro").check().errors.contains("Ran 1 stage, 1 skipped"))
        #expect(Files.exists(project.path("yes")) && !Files.exists(project.path("no")))
        #expect(try project.mlops("repro").check().errors == "Everything is up to date, 1 skipped")
        #expect(
            try project.mlops("stage", "status").check().output == """
                yes  up to date
                no   skipped: its condition does not hold
                """)
        try project.write("mlops.yaml", "stages:\n  s: {cmd: x, meta: {mlops: {when: \"lr <\"}}}\n")
        let broken = try project.mlops("repro")
        #expect(broken.code == 128)
        #expect(
            broken.errors.contains("mlops.yaml:2:")
                && broken.errors.contains("'stages.s.meta.mlops.when': is no condition"))
    }

    @Test func anImageNeedsDocker() throws {
        let project = try project("stages:\n  s: {cmd: 'true', outs: [o], meta: {mlops: {image: 'python:3.13'}}}\n")
        // A PATH without docker: links to the few programs that are needed.
        let programs = try #require(project.environment["PATH"]?.split(separator: ":").map(String.init))
        #expect(try project.run(["mkdir", "../bin"]).check().code == 0)
        for name in ["git", "git-mlops", "sh"] {
            let found = try #require(programs.map { Paths.join($0, name) }.first(where: Files.exists))
            try project.run(["ln", "-s", found, "../bin/\(name)"]).check()
        }
        let result = try project.run(
            [project.directory.path("bin/git"), "mlops", "repro"], environment: ["PATH": project.directory.path("bin")])
        #expect(
            result.errors.contains(
                "error: stage 's' failed: its image 'python:3.13' needs docker or podman, and neither is installed"))
        #expect(result.errors.contains("docker.io"))
    }

    /// `--userns keep-id` is refused to root by podman itself.
    @Test func podmanKeepsFilesTheUsers() throws {
        let project = try project("stages:\n  s: {cmd: echo > o, outs: [o], meta: {mlops: {image: 'a:1'}}}\n")
        let record = project.directory.path("asked")
        try project.directory.write("bin/podman", "#!/bin/sh\necho \"$@\" > '\(record)'\n")
        let program = project.directory.path("bin/podman")
        try project.run(["chmod", "+x", program]).check()
        _ = try project.run(["git", "mlops", "repro"], environment: ["GIT_MLOPS_CONTAINER": program])
        #expect(try project.directory.read("asked").contains("--userns keep-id") == (getuid() != 0))
    }

    @Test func whatDockerIsAskedFor() throws {
        let project = try project(
            """
            stages:
              s:
                cmd: echo "a b" > $(basename o)
                wdir: sub
                outs: [o]
                meta: {mlops: {image: 'python:3.13', resources: {cpus: 1, memory: 1G, gpus: 1}}}
            """, ["sub/x": ""])
        let record = project.directory.path("asked")
        try project.directory.write(
            "bin/docker",
            "#!/bin/sh\nprintf '%s\\n' \"$@\" > '\(record)'\nfor last; do :; done\nexec sh -c \"$last\"\n")
        try project.run(["chmod", "+x", project.directory.path("bin/docker")]).check()
        let path = project.directory.path("bin") + ":" + (project.environment["PATH"] ?? "")
        try project.run(["git", "mlops", "repro"], environment: ["PATH": path]).check()
        let words = try project.directory.read("asked").split(separator: "\n").map(String.init)
        let top = project.path
        #expect(words.prefix(4) == ["run", "--rm", "--init", "--user"])
        #expect(words[5...8] == ["--volume", "\(top):\(top)", "--workdir", "\(top)/sub"])
        for flag in [["--cpus", "1"], ["--memory", "1073741824"], ["--gpus", "1"], ["--env", "DVC_STAGE"]] {
            #expect(zip(words, words.dropFirst()).contains { [$0, $1] == flag })
        }
        // The command is one word, whatever is in it: no shell sees it outside.
        #expect(words.suffix(4) == ["python:3.13", "sh", "-c", "echo \"a b\" > $(basename o)"])
        #expect(try project.read("sub/o") == "a b\n")
    }

    @Test func resultsComeBackFromTheRunCache() throws {
        let project = try project(
            """
            stages:
              make: {cmd: "echo run >> log; mkdir -p d/e && cp in d/e/x && ln -s e d/l && chmod +x d/e/x", deps: [in], outs: [d]}
              use: {cmd: "echo run >> log; cat d/e/x > out", deps: [d], outs: [out]}
            """, ["in": "1\n"])
        try project.mlops("repro").check()
        try project.write("in", "2\n")
        try project.mlops("repro").check()
        try project.write("in", "1\n")
        #expect(
            try project.mlops("repro", "-n").check().output == """
                make  restored from the run cache: 'd' is not what the stage made of these inputs
                use   restored from the run cache: 'out' is not what the stage made of these inputs
                """)
        #expect(try project.mlops("repro").check().errors.contains("Restored 2 stages from the run cache"))
        #expect(try project.read("out") == "1\n")
        #expect(try project.read("log") == "run\nrun\nrun\nrun\n")
        #expect(Files.info(project.path("d/e/x"))?.isExecutable == true)
        #expect(Files.readLink(project.path("d/l")) == "e")
        try Files.remove(project.path("out"))
        #expect(try project.mlops("repro", "--no-run-cache").check().errors.contains("Ran 1 stage"))
        try Files.remove(project.path("out"))
        #expect(try project.mlops("repro", "-n", "--allow-missing").check().output.hasSuffix("use   up to date"))
        try project.mlops("repro", "--allow-missing").check()
        #expect(!Files.exists(project.path("out")))
    }

    @Test func reachOfTargets() throws {
        let project = try project(
            """
            stages:
              a: {cmd: echo 1 > a, outs: [a]}
              b: {cmd: cp a b, deps: [a], outs: [b]}
              c: {cmd: cp b c, deps: [b], outs: [c]}
              x: {cmd: echo > x, outs: [x]}
            """)
        func names(_ arguments: String...) throws -> [String] {
            let result = try project.run(["git", "mlops", "stage", "status"] + arguments).check()
            return result.output.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
        }
        #expect(try names("b") == ["a", "b"])
        #expect(try names("-s", "b") == ["b"])
        #expect(try names("-p", "b") == ["a", "b", "c"])
        #expect(try names("--downstream", "b") == ["b", "c"])
        #expect(try names("--glob", "[xb]") == ["a", "b", "x"])
        #expect(try names() == ["a", "b", "c", "x"])
    }

    @Test func pipelinesOfTheRepositoryHangTogether() throws {
        let project = try project(
            "stages:\n  use: {cmd: cp sub/made out, deps: [sub/made], outs: [out]}\n",
            [
                "sub/dvc.yaml": "stages:\n  make: {cmd: cp in made, deps: [in], outs: [made]}\n", "sub/in": "x\n",
                "other/mlops.yaml": "stages:\n  lone: {cmd: echo > o, outs: [o]}\n",
            ])
        #expect(
            try project.mlops("dag", "use").check().output == "o  sub/dvc.yaml:make\no  use")
        #expect(
            try project.mlops("dag", "--dot", "use").check().output
                == "strict digraph {\n\"sub/dvc.yaml:make\";\n\"use\";\n\"sub/dvc.yaml:make\" -> \"use\";\n}")
        try project.mlops("repro").check()
        #expect(try project.read("out") == "x\n" && !Files.exists(project.path("other/o")))
        let below = TempRepository(sharing: project, path: project.path("sub"))
        #expect(try below.mlops("repro", "../mlops.yaml:use").check().errors.hasSuffix("Everything is up to date"))
        #expect(try below.mlops("repro", "-P").check().errors.contains("Running stage 'other/mlops.yaml:lone'"))
        let names = try project.mlops("stage", "list", "--all", "--name-only").check().output
        #expect(names.split(separator: "\n").sorted() == ["other/mlops.yaml:lone", "sub/dvc.yaml:make", "use"])
    }

    /// Records travel with the log, contents through the remote: another clone need not run what was run here.
    @Test func anotherCloneTakesWhatRanHere() throws {
        let project = try project(
            "stages:\n  s: {cmd: \"echo run >> log; cp in out\", deps: [in], outs: [out]}\n",
            ["in": "1\n", ".gitignore": "out\nlog\n"])
        _ = try project.addBareRemote()
        try project.mlops("init", "--adopt", "--no-input").check()
        try project.git("add", "-A").check()
        try project.git("commit", "-qm", "set up", "--allow-empty").check()
        try project.mlops("repro").check()
        try project.mlops("push", "--run-cache").check()
        try project.git("push", "-q", "origin", "HEAD").check()
        let other = try project.clone("other")
        #expect(try other.mlops("repro", "--pull").check().errors.contains("Restored 's' from the run cache"))
        #expect(try other.read("out") == "1\n" && !Files.exists(other.path("log")))
    }

    @Test func pullingFromNowhereIsSaid() throws {
        let project = try project("stages:\n  s: {cmd: echo > o, outs: [o]}\n")
        let result = try project.mlops("repro", "--pull").check()
        #expect(result.errors.contains("warning: nothing can be got: "))
        #expect(result.errors.contains("Ran 1 stage"))
    }

    /// SIGKILL between two stages and in the middle of one; the next run goes on where it was.
    @Test func aKilledReproResumes() throws {
        let project = try project(
            """
            stages:
              a: {cmd: "echo run >> log; echo a > a", outs: [a]}
              b: {cmd: "echo half > b; test -e again || { kill -9 $PPID; exit 1; }; echo run >> log; cp a b", deps: [a], outs: [b]}
            """)
        #expect(try project.mlops("repro").code == 137)
        try project.write("again", "")
        #expect(
            try project.mlops("repro", "-n").check().output == "a  up to date\nb  runs: it has not run yet")
        try project.mlops("repro").check()
        #expect(try project.read("log") == "run\nrun\n" && project.read("b") == "a\n")
        let stages = try project.run(
            ["sh", "-c", "git log --format= -p refs/mlops/v1/runs | grep -c '^+.*\"k\":\"run.stage\"'"]
        ).check()
        #expect(stages.output == "2")
    }

    /// Somebody presses Ctrl-C: what was finished stays, the exit code says so, nothing else begins.
    @Test(arguments: [["-j", "1"], ["-j", "2"]]) func anInterruptedReproResumes(jobs: [String]) throws {
        let project = try project(
            """
            stages:
              a: {cmd: "echo a > a", outs: [a]}
              b: {cmd: "echo half > b; test -e again || { kill -INT $PPID $$; sleep 600; }; cp a b", deps: [a], outs: [b]}
              c: {cmd: "cp a c", deps: [a, b], outs: [c]}
            """)
        let result = try project.run(["git", "mlops", "repro"] + jobs)
        #expect(result.code == 130)
        #expect(result.errors.contains("error: stage 'b' failed: its command was ended by signal 2"))
        try project.write("again", "")
        #expect(try project.mlops("repro").check().errors.contains("Ran 2 stages, 1 up to date"))
        #expect(try project.read("c") == "a\n")
    }

    /// Eight processes at once, each for a stage of its own: each waits its turn, and each leaves a run.
    @Test func eightAtOnceLoseNoRun() async throws {
        let stages = (1...8).map { "  s\($0): {cmd: echo \($0) > o\($0), outs: [o\($0)]}\n" }.joined()
        let project = try project("stages:\n" + stages)
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 1...8 {
                group.addTask { try project.mlops("repro", "--name", "n\(number)", "s\(number)").code }
            }
            for try await code in group { #expect(code == 0) }
        }
        let runs = try JSONValue.parse(try project.mlops("runs", "--json").check().outputBytes)
        #expect(Set((runs["runs"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }).count == 8)
        #expect(try project.mlops("repro").check().errors.hasSuffix("Everything is up to date"))
    }

    @Test func metricsOfAPipelineInAFolderAreRecorded() throws {
        let project = try project(
            "stages: {}\n",
            ["sub/dvc.yaml": "stages:\n  s: {cmd: \"echo '{acc: 1}' > m.yaml\", metrics: [m.yaml]}\n"])
        try project.mlops("repro", "-P").check()
        #expect(try project.mlops("runs", "--json").check().output.contains("\"sub/m.yaml\""))
    }

    private static let chain = """
        stages:
          a: {cmd: cat in > a, deps: [in], outs: [a]}
          b: {cmd: head -c 1 a > b, deps: [a], outs: [b]}
          c: {cmd: cat b > c, deps: [b], outs: [c]}
        """

    @Test func whatFollowsRunsWhateverWasMade() throws {
        let project = try project(Self.chain, ["in": "1x"])
        try project.mlops("repro").check()
        try project.write("in", "1y")
        #expect(try project.mlops("status").check().output.contains("git mlops repro would run 'a', 'b', 'c'"))
        let forced = try project.mlops("repro", "--force-downstream").check().errors
        #expect(forced.contains("'b': 'a' ran before it") && forced.contains("Ran 3 stages"))
        try project.write("in", "1z")
        #expect(try project.mlops("repro").check().errors.contains("Ran 2 stages, 1 up to date"))
        #expect(try project.mlops("status").check().output.isEmpty)
    }

    @Test func questionsBeforeEachStage() throws {
        let project = try project(Self.chain, ["in": "1"])
        let no = try project.run(["sh", "-c", "printf 'y\\nn\\n' | git mlops repro -i"])
        #expect(no.code == 1 && no.errors.contains("stage 'b' failed: you said no"))
        try project.run(["sh", "-c", "yes | git mlops repro --interactive"]).check()
        #expect(try project.read("c") == "1")
        #expect(try project.mlops("repro", "-i", "-j", "2").code == 129)
    }

    @Test func errorsMayBeIgnoredAndContentsNotKept() throws {
        let project = try project(
            "stages:\n  a: {cmd: echo 1 > a; false, outs: [a]}\n  b: {cmd: cat a > b, deps: [a], outs: [b]}\n")
        let ignored = try project.mlops("repro", "--ignore-errors").check()
        #expect(ignored.errors.contains("stage 'a' failed"))
        #expect(try project.read("b") == "1\n")
        let other = try self.project(Self.chain, ["in": "7"])
        try other.mlops("repro", "--no-commit", "a").check()
        try other.run(["rm", "a"]).check()
        #expect(try other.mlops("repro", "-n", "a").check().output.contains("a  runs: 'a' is missing"))
    }

    @Test func aFrozenStageWithoutItsOutputIsNamed() throws {
        let project = try project(Self.chain, ["in": "1"])
        try project.mlops("repro").check()
        try project.mlops("stage", "freeze", "b").check()
        try project.run(["rm", "b"]).check()
        let result = try project.mlops("repro")
        #expect(result.code == 1 && result.errors.contains("stage 'b' failed: it is frozen, and 'b' is not there"))
        try project.mlops("stage", "unfreeze", "b").check()
        try project.mlops("repro").check()
    }
}
