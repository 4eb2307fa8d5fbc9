import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Against the real dvc: one repository that both work in.
@Suite struct DVCLockContractTests {
    private let dvc: String

    init() throws {
        dvc = try #require(Peers.find("dvc"), Comment(rawValue: Peers.missing("dvc")))
    }

    private static let pipeline = """
        vars:
        - sizes: {s: {n: 1}, l: {n: 2}}
        stages:
          prepare:
            cmd: mkdir -p out/a && echo ${seed} > out/raw && echo x > out/a.txt && echo é > out/a/ü
            deps: [./data/in.txt, src/run.sh]
            params: [seed, lr, net.depth, net, other.json: [a.b], tom.toml: , p.py: [X, C.y]]
            outs: [out]
          multi:
            cmd: |
              A=1
              echo it\\'s "$A" > multi.txt && echo "a very long command line that has to be folded by the emitter at some place"
            deps: [out]
            outs: [multi.txt: {cache: false}]
          list:
            cmd: [cp multi.txt list.txt, "true"]
            deps: [multi.txt]
            outs: [list.txt]
          by:
            foreach: ${sizes}
            do:
              cmd: head -c ${item.n} ../out/raw > ${key}.out
              wdir: sub
              deps: [../out/raw]
              outs: ["${key}.out"]
          metrics:
            cmd: echo '{"acc":1}' > m.json; echo 'a,b' > p.csv; cp src/run.sh r.sh; chmod +x r.sh
            deps: [sub/s.out]
            outs: [r.sh]
            metrics: [m.json: {cache: false}]
            plots: [p.csv]
        """

    private func project() throws -> TempRepository {
        let repository = try TempRepository()
        try run(repository, "init", "-q")
        try repository.write("dvc.yaml", Self.pipeline)
        try repository.write(
            "params.yaml",
            "seed: 3\nlr: 1e-5\nf: 1.0\nnet: {depth: 2, w: [1, 2.0, x], e: [], n: null, t: \"true\"}\n")
        try repository.write("other.json", "{\"a\":{\"b\":[1,{\"c\":2}]}}")
        try repository.write("tom.toml", "x = 1\n[s]\ny = \"q\"\n")
        try repository.write("p.py", "X = 5\nclass C:\n    y = \"z\"\n")
        try repository.write("data/in.txt", "in\n")
        try repository.write("src/run.sh", "#!/bin/sh\n", mode: 0o755)
        try repository.write("sub/keep", "")
        try repository.commit("start")
        return repository
    }

    @discardableResult
    private func run(_ repository: TempRepository, _ arguments: String...) throws -> String {
        try repository.run([dvc] + arguments, environment: ["DVC_NO_ANALYTICS": "1"]).check().output
    }

    /// The lock is byte-equal; then neither tool finds anything to do after the other.
    @Test func bothWriteTheSameLockAndAcceptEachOthersWork() throws {
        let ours = try project(), theirs = try project()
        try ours.mlops("repro").check()
        try run(theirs, "repro", "-q")
        #expect(try ours.read("dvc.lock") == theirs.read("dvc.lock"))
        #expect(try run(ours, "status", "--json") == "{}")
        let again = try run(ours, "repro")
        #expect(!again.contains("Running stage"), "\(again)")
        #expect(try theirs.mlops("repro").check().errors.hasSuffix("Everything is up to date"))
        // What changes is written as dvc writes it, and stages that did not change stay as they are.
        for repository in [ours, theirs] {
            try repository.write("params.yaml", repository.read("params.yaml").replacing("seed: 3", with: "seed: 44"))
        }
        let stale = try Self.names(run(theirs, "status", "--json"))
        let plan = try JSONValue.parse(ours.mlops("stage", "status", "--json").check().outputBytes)
        let runs = (plan["stages"]?.arrayValue ?? []).filter { $0["state"] == "runs" }.compactMap {
            $0["name"]?.stringValue
        }
        #expect(runs == stale)
        try ours.mlops("repro").check()
        try run(theirs, "repro", "-q")
        #expect(try ours.read("dvc.lock") == theirs.read("dvc.lock"))
    }

    private static func names(_ status: String) throws -> [String] {
        try JSONValue.parse(Array(status.utf8)).objectValue?.keys ?? []
    }

    /// What dvc made and only its cache still has is taken from there.
    @Test func outputsComeBackFromDVCsCache() throws {
        let project = try project()
        try run(project, "repro", "-q")
        let lock = try project.read("dvc.lock")
        try Files.removeTree(project.path("out"))
        let result = try project.mlops("repro").check()
        #expect(result.errors.contains("Restored 'prepare' from the run cache"))
        #expect(try project.read("out/a/ü") == "é\n")
        #expect(try project.read("dvc.lock") == lock)
        #expect(try run(project, "status", "--json") == "{}")
    }

    /// What dvc made of other parameters is in its run cache only; a remote of dvc that is a folder has it, too.
    @Test func whatOnlyDVCsRunCacheHasComesBack() throws {
        let project = try TempRepository()
        try run(project, "init", "-q")
        try project.write(
            "dvc.yaml",
            """
            stages:
              s: {cmd: sh run.sh, deps: [run.sh], params: [lr, net, t.toml: ], outs: [d], metrics: [m.yaml: {cache: false}]}
            """)
        try project.write("run.sh", "mkdir d; cp params.yaml d/é; cp params.yaml m.yaml; echo run >> log\n")
        try project.write("t.toml", "x = 1.0\n")
        let first = "lr: 1e-5\nnet: {size: 3, é: null, b: [1.5, yes]}\n"
        for text in [first, "lr: 2\nnet: {}\n"] {
            try project.write("params.yaml", text)
            try run(project, "repro", "-q")
        }
        try project.write("params.yaml", first)
        #expect(try project.mlops("repro").check().errors.contains("Restored 's' from the run cache"))
        #expect(
            try project.read("log") == "run\nrun\n" && project.read("d/é") == first && project.read("m.yaml") == first)
        #expect(try run(project, "status", "--json") == "{}")
        // As a remote that others pushed to has it; an entry that was edited is none.
        let remote = project.directory.path("remote")
        try Files.makeDirectories(remote)
        try project.run(["sh", "-c", "mv .dvc/cache/* '\(remote)'; rm -rf d m.yaml dvc.lock .git/mlops .git/lfs"])
            .check()
        try project.run(["git", "update-ref", "-d", "refs/mlops/v1/runs"]).check()
        try project.write(".dvc/config", "[core]\n    remote = r\n['remote \"r\"']\n    url = \(remote)\n")
        #expect(try project.mlops("repro", "-n").check().output.contains("s  runs: "))
        #expect(try project.mlops("repro", "--pull", "-n").check().output.contains("s  restored from the run cache"))
        try project.run(["sh", "-c", "chmod -R u+w '\(remote)'; sed -i 's/x: 1.0/x: 1/' '\(remote)'/runs/*/*/*"])
            .check()
        #expect(try project.mlops("repro", "--pull", "-n").check().output.contains("s  runs: "))
    }

    /// One branch changes the command, with the same output on the old input, the other the input. git merges the lock
    /// without a conflict, dvc accepts an output that nobody computed; we do not, in a merge nor in a rebase.
    @Test func aFabricatedLockIsNotAccepted() throws {
        let project = try TempRepository()
        try run(project, "init", "-q")
        func step(_ command: String, _ input: String, _ message: String, at time: Int) throws {
            try project.write(
                "dvc.yaml", "stages:\n  a:\n    cmd: \(command)\n    deps:\n    - a.in\n    outs:\n    - a.out\n")
            try project.write("a.in", input)
            try run(project, "repro", "-q")
            try project.git("add", "-A").check()
            let date = "@\(1_700_000_000 + time) +0000"
            try project.run(
                ["git", "commit", "-qm", message], environment: ["GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date]
            ).check()
        }
        try step("cp a.in a.out", "1\n", "base", at: 0)
        try project.git("checkout", "-qb", "left").check()
        try step("cp a.in a.out", "3\n", "left", at: 10)
        try project.git("checkout", "-q", "-").check()
        try step("sed s/3/three/ a.in > a.out", "1\n", "right", at: 20)
        #expect(try project.mlops("stage", "status").check().output == "a  up to date")
        try project.git("merge", "-q", "--no-edit", "left").check()
        try run(project, "checkout", "-q")
        #expect(try run(project, "status", "--json") == "{}")
        let plan = try project.mlops("stage", "status").check().output
        #expect(plan == "a  runs: its entry in 'dvc.lock' may come out of a merge")
        try project.git("reset", "-q", "--hard", "HEAD^").check()
        try project.git("checkout", "-q", "left").check()
        try project.git("rebase", "-q", "HEAD@{1}").check()
        try run(project, "checkout", "-q")
        #expect(try project.mlops("stage", "status").check().output == plan)
        try project.mlops("repro").check()
        #expect(try project.read("a.out") == "three\n")
    }

    @Test func aLockInConflictIsNamed() throws {
        let project = try TempRepository()
        try project.write("dvc.yaml", "stages:\n  s: {cmd: echo > o, outs: [o]}\n")
        try project.write("dvc.lock", "schema: '2.0'\n<<<<<<< HEAD\nstages: {}\n=======\n>>>>>>> x\n")
        let result = try project.mlops("repro")
        #expect(result.code == 128)
        #expect(
            result.errors.hasSuffix(
                """
                fatal: dvc.lock: has the marks of a merge that did not end
                hint: git checkout --ours dvc.lock: what then does not hold runs again
                """))
    }

    /// dvc does not notice that a dependency is gone.
    @Test func aRemovedDependencyIsNoticed() throws {
        let project = try project()
        try run(project, "repro", "-q")
        try project.write("dvc.yaml", Self.pipeline.replacing("./data/in.txt, src", with: "src"))
        #expect(try run(project, "status", "--json") == "{}")
        let plan = try project.mlops("stage", "status", "prepare").check().output
        #expect(plan.hasPrefix("prepare  runs:"))
    }

    /// `stage add` writes the bytes that dvc writes.
    @Test func stageAddWritesTheSameFile() throws {
        let ours = try TempRepository(), theirs = try TempRepository()
        for repository in [ours, theirs] {
            try run(repository, "init", "-q")
            try repository.write("params.yaml", "lr: 1\nnet: {depth: 2}\n")
        }
        let stages: [[String]] = [
            [
                "-n", "one", "-d", "b.txt", "-d", "a.txt", "-p", "net.depth,lr", "-p", "x.json:k", "-o", "o", "-O", "p",
                "cp a.txt o",
            ],
            [
                "-n", "two", "-w", ".", "-d", "o", "-M", "m.json", "--plots", "p.csv", "--outs-persist", "keep", "sh",
                "-c", "echo a b > m.json",
            ],
            [
                "-n", "three", "--always-changed", "--desc", "what it is: for", "-p", "all.yaml:", "-m", "n.json",
                "true",
            ],
        ]
        for stage in stages {
            try ours.run(["git", "mlops", "stage", "add"] + stage).check()
            try theirs.run([dvc, "stage", "add", "-q"] + stage, environment: ["DVC_NO_ANALYTICS": "1"]).check()
        }
        #expect(try ours.read("dvc.yaml") == theirs.read("dvc.yaml"))
    }

    /// DVC 2 took texts with the line ends of either system for the same, and its entries stay as they are.
    @Test func entriesOfDVC2Hold() throws {
        let repository = try TempRepository()
        _ = try run(repository, "init", "-q")
        try repository.write("dvc.yaml", "stages:\n  s: {cmd: cat in d/t > o, deps: [in, d], outs: [o]}\n")
        try repository.write("in", "a\r\nb\r\n")
        try repository.write("d/t", "t\r\n")
        try repository.write("o", "a\r\nb\r\nt\r\n")
        // The MD5 of 'a LF b LF', of the listing with that of 't LF', and of 'a LF b LF t LF'.
        let lock = """
            schema: '2.0'
            stages:
              s:
                cmd: cat in d/t > o
                deps:
                - path: d
                  md5: \(try md5("[{\"md5\": \"\(try md5("t\n"))\", \"relpath\": \"t\"}]")).dir
                  size: 3
                  nfiles: 1
                - path: in
                  md5: \(try md5("a\nb\n"))
                  size: 6
                outs:
                - path: o
                  md5: \(try md5("a\nb\nt\n"))
                  size: 9

            """
        try repository.write("dvc.lock", lock)
        try repository.commit("start")
        #expect(
            try run(repository, "status", "--json").hasPrefix(
                "{\"s\": [{\"changed outs\": {\"o\": \"not in cache\"}}]}"))
        for _ in 0..<2 {
            #expect(try repository.mlops("repro").check().errors == "Everything is up to date")
            #expect(try repository.read("dvc.lock") == lock)
        }
        try repository.write("in", "a\r\nc\r\n")
        try repository.mlops("repro").check()
        let rest = lock.split(separator: "\n").filter { $0.contains("path: d") || $0.contains(".dir") }
        let new = try repository.read("dvc.lock")
        #expect(new.contains("path: in\n      hash: md5"))
        #expect(new.contains(rest.joined(separator: "\n")), "what did not change stays as DVC 2 wrote it")
        #expect(try run(repository, "status", "--json").hasPrefix("{}"))
    }

    private func md5(_ text: String) throws -> String {
        let repository = TempDirectory()
        try repository.write("x", text)
        let result = try ChildProcess.run(["md5sum", repository.path("x")])
        return String(decoding: result.output.prefix(32), as: UTF8.self)
    }

    /// A stage that makes something else each time: what dvc made last counts, until ours makes it again.
    @Test func whatDVCMadeLastIsAccepted() throws {
        let repository = try TempRepository()
        _ = try run(repository, "init", "-q")
        try repository.write("dvc.yaml", "stages:\n  s: {cmd: date +%N > o, deps: [in], outs: [o]}\n")
        try repository.write("in", "1")
        try repository.commit("start")
        try repository.mlops("repro").check()
        _ = try run(repository, "repro", "-q", "-f")
        let made = try repository.read("o")
        let lock = try repository.read("dvc.lock")
        #expect(try repository.mlops("repro").check().errors == "Everything is up to date")
        #expect(try repository.read("o") == made && repository.read("dvc.lock") == lock)
    }
}
