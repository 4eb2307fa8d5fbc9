import MLOpsCore
import MLOpsTestSupport

/// Two stages, a model that is registered and promoted, all committed.
struct LineageProject {
    let repository: TempRepository
    let first: String
    let run: String

    init() throws {
        repository = try TempRepository()
        try repository.write("raw.csv", "a,b\n1,2\n")
        try repository.write("params.yaml", "lr: 0.1\n")
        try repository.write("clean.sh", "cat raw.csv > clean.csv; echo 3,4 >> clean.csv\n")
        try repository.write("train.sh", "cat clean.csv params.yaml > model.bin\n")
        try repository.write(
            "dvc.yaml",
            """
            stages:
              clean: {cmd: sh clean.sh, deps: [raw.csv, clean.sh], outs: [clean.csv]}
              train: {cmd: sh train.sh, deps: [clean.csv, train.sh], params: [lr], outs: [model.bin]}

            """)
        first = try repository.commit("begin")
        try repository.mlops("repro").check()
        try repository.commit("results")
        run = String(try repository.mlops("runs", "list", "--porcelain").check().output.prefix(32))
        try repository.mlops("model", "register", "model.bin", "--name", "fraud", "--run", run).check()
        try repository.mlops("model", "promote", "fraud@v1", "Production").check()
    }

    static func lineage(_ repository: TempRepository, _ arguments: String...) throws -> JSONValue {
        try JSONValue.parse(
            repository.run(["git", "mlops", "lineage", "--json"] + arguments).check().outputBytes)
    }
}

extension JSONValue {
    func nodes(_ kind: String) -> [JSONValue] {
        (self["nodes"]?.arrayValue ?? []).filter { $0["kind"]?.stringValue == kind }
    }

    func node(_ title: String) -> JSONValue? {
        (self["nodes"]?.arrayValue ?? []).first { $0["title"]?.stringValue == title }
    }

    /// `from relation to`, by titles.
    var links: Set<String> {
        let titles = Dictionary(
            (self["nodes"]?.arrayValue ?? []).map { ($0["id"]?.stringValue ?? "", $0["title"]?.stringValue ?? "") }
        ) { first, _ in first }
        return Set(
            (self["edges"]?.arrayValue ?? []).map { edge in
                let ends = ["from", "to"].map { titles[edge[$0]?.stringValue ?? ""] ?? "?" }
                return "\(ends[0]) \(edge["relation"]?.stringValue ?? "") \(ends[1])"
            })
    }

    /// Kinds of missing links by what they are about.
    var missing: Set<String> {
        Set(
            (self["gaps"]?.arrayValue ?? []).map { gap in
                let title = (self["nodes"]?.arrayValue ?? []).first { $0["id"] == gap["node"] }?["title"]?.stringValue
                return "\(title ?? "?") \(gap["kind"]?.stringValue ?? "")"
            })
    }
}
