import MLOpsCore
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

    /// What DVC's schema allows and refuses, and what it says of neither: the same files fail in both.
    @Test(arguments: [
        "stages:\n  s: {cmd: x, matrix: {a: [1]}, foreach: [1]}\n",
        "stages:\n  s: {cmd: x, extra: 1}\n", "extra: 1\n", "metrics:\n- m: {x: 1}\n",
        "artifacts:\n  a: {path: x, extra: 1}\n", "stages:\n  s: {cmd: x, outs: [{o: {extra: 1}}]}\n",
        "stages:\n  s: {cmd: x, plots: [{o: {extra: 1}}]}\n", "stages:\n  s: {foreach: [1], do: {cmd: x}, else: 1}\n",
        "stages:\n  s: {cmd: x, deps: [a], outs: [a]}\n", "stages:\n  s: {cmd: \"${nothing}\"}\n",
        "vars: [gone.yaml]\nstages: {}\n", "stages:\n  s: {outs: [a]}\n",
        "stages:\n  s: {cmd: x, outs: [a, a/b]}\n", "stages: [a]\n", "stages:\n  s: {cmd: x, deps: a}\n",
    ]) func whatDVCRefusesIsRefused(text: String) throws {
        let repository = try TempRepository()
        _ = try dvc(repository, "init", "-q")
        try repository.write("dvc.yaml", text)
        let theirs = try repository.run([dvc, "dag", "--dot"], environment: ["DVC_NO_ANALYTICS": "1"])
        let ours = try repository.mlops("dag", "--dot")
        #expect(theirs.code != 0 && ours.code == 128)
        #expect(ours.errors.contains("fatal: dvc.yaml:"))
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
