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
