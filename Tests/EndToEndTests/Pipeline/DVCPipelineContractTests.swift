import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Against the real dvc: the same stages and the same graph from the same dvc.yaml.
@Suite struct DVCPipelineContractTests {
    private let dvc: String

    init() throws {
        dvc = try #require(Peers.find("dvc"), Comment(rawValue: Peers.missing("dvc")))
    }

    private static let pipeline = """
        vars:
        - sizes: {s: {n: 1}, l: {n: 2}}
        - extra.yaml:names
        stages:
          prepare:
            cmd: mkdir -p data && echo ${seed} > data/raw
            wdir: .
            params: [seed]
            outs: [data/raw]
          each:
            foreach: ${names}
            do:
              cmd: cp data/raw ${item}.txt
              deps: [data/raw]
              outs: ["${item}.txt"]
          by:
            foreach: ${sizes}
            do:
              cmd: head -c ${item.n} data/raw > ${key}.out
              deps: [data]
              outs: ["${key}.out"]
          grid:
            matrix: {name: "${names}", size: [1, 2]}
            cmd: cat ${item.name}.txt > grid-${key}
            deps: ["${item.name}.txt"]
            outs: ["grid-${key}"]
          report:
            cmd: cat *.out > metrics.json
            deps: [s.out, l.out]
            metrics: [metrics.json: {cache: false}]
        """

    private func project() throws -> TempRepository {
        let repository = try TempRepository()
        try repository.run([dvc, "init", "-q"], environment: ["DVC_NO_ANALYTICS": "1"]).check()
        try repository.write("dvc.yaml", Self.pipeline)
        try repository.write("params.yaml", "seed: 3\n")
        try repository.write("extra.yaml", "names: [a, b]\nunused: 1\n")
        try repository.commit("start")
        return repository
    }

    private func dvc(_ repository: TempRepository, _ arguments: String...) throws -> String {
        try repository.run([dvc] + arguments, environment: ["DVC_NO_ANALYTICS": "1"]).check().output
    }

    @Test func stagesAndGraphAreTheSame() throws {
        let repository = try project()
        let names = try dvc(repository, "stage", "list", "--name-only").split(separator: "\n").sorted()
        #expect(
            try repository.mlops("stage", "list", "--name-only").check().output.split(separator: "\n").sorted() == names
        )
        let graph = try dvc(repository, "dag", "--dot").split(separator: "\n").sorted()
        #expect(try repository.mlops("dag", "--dot").check().output.split(separator: "\n").sorted() == graph)
    }

    /// Data that is added or imported, and a pipeline in a folder, from the folder too.
    @Test func graphsWithDataAndFoldersAreTheSame() throws {
        let repository = try project()
        try repository.write("data/in.csv", "a\n")
        _ = try dvc(repository, "add", "-q", "data/in.csv")
        try repository.write(
            "sub/dvc.yaml",
            """
            stages:
              use: {cmd: cat ../data/in.csv ../a.txt > o, deps: [../data/in.csv, ../a.txt], outs: [o]}
              next: {cmd: cp o p, deps: [o], outs: [p]}
            """)
        func lines(_ text: String) -> [Substring] { text.split(separator: "\n").sorted() }
        let graph = try dvc(repository, "dag", "--dot")
        #expect(try lines(repository.mlops("dag", "--dot").check().output) == lines(graph))
        let part = try dvc(repository, "dag", "--dot", "sub/dvc.yaml:use")
        #expect(try lines(repository.mlops("dag", "--dot", "sub/dvc.yaml:use").check().output) == lines(part))
        let names = try dvc(repository, "stage", "list", "--all", "--name-only").split(separator: "\n")
            .filter { !$0.hasSuffix(".dvc") }.sorted()
        let own = try repository.mlops("stage", "list", "--all", "--name-only").check().output
        #expect(own.split(separator: "\n").sorted() == names)
    }

    private static let refused = [
        "stages:\n  s: {cmd: x, matrix: {a: [1]}, foreach: [1]}\n",
        "stages:\n  s: {cmd: x, extra: 1}\n", "extra: 1\n", "metrics:\n- m: {x: 1}\n",
        "artifacts:\n  a: {path: x, extra: 1}\n", "stages:\n  s: {cmd: x, outs: [{o: {extra: 1}}]}\n",
        "stages:\n  s: {cmd: x, plots: [{o: {extra: 1}}]}\n", "stages:\n  s: {foreach: [1], do: {cmd: x}, else: 1}\n",
        "stages:\n  s: {cmd: x, deps: [a], outs: [a]}\n", "stages:\n  s: {cmd: \"${nothing}\"}\n",
        "vars: [gone.yaml]\nstages: {}\n", "stages:\n  s: {outs: [a]}\n",
        "stages:\n  s: {cmd: x, outs: [a, a/b]}\n", "stages: [a]\n", "stages:\n  s: {cmd: x, deps: a}\n",
    ]

    /// In each folder `dvc init` and `dvc dag`, in copies of one process that has imported dvc once; the exit codes.
    private static let initAndGraph = """
        import os, sys
        import dvc.commands.dag, dvc.commands.init, dvc.repo.index, dvc.repo.init
        from dvc.cli import main
        for folder in sys.argv[1:]:
            child = os.fork()
            if child == 0:
                os.chdir(folder)
                os._exit(77 if main(["init", "-q"]) else main(["dag", "--dot"]))
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        """

    /// What DVC's schema allows and refuses, and what it says of neither: the same files fail in both.
    @Test func whatDVCRefusesIsRefused() throws {
        let repositories = try Self.refused.map { text in
            let repository = try TempRepository()
            try repository.write("dvc.yaml", text)
            return repository
        }
        let python = Paths.join(Paths.parent(dvc), "python3")
        let theirs = try repositories[0].run(
            [python, "-c", Self.initAndGraph] + repositories.map(\.path), environment: ["DVC_NO_ANALYTICS": "1"]
        ).check().output.split(separator: "\n")
        #expect(theirs.count == Self.refused.count)
        for (number, repository) in repositories.enumerated() {
            let ours = try repository.mlops("dag", "--dot")
            #expect(!["0", "77"].contains(theirs[number]) && ours.code == 128, "\(Self.refused[number])")
            #expect(ours.errors.contains("fatal: dvc.yaml:"), "\(Self.refused[number])")
        }
    }

    @Test func runningMakesTheSameFilesAndDVCAgreesWithTheInputs() throws {
        let ours = try project(), theirs = try project()
        try ours.mlops("repro").check()
        _ = try dvc(theirs, "repro", "-q")
        for name in ["data/raw", "a.txt", "s.out", "l.out", "grid-a-1", "grid-b-2"] {
            #expect(try ours.read(name) == theirs.read(name), "\(name)")
        }
        #expect(try ours.mlops("repro").check().errors.hasSuffix("Everything is up to date"))
    }
}
