import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops check` of commits, beside that of the index: what a hook lets through, CI lets through, and nothing else.
@Suite struct CheckRangeTests {
    private static let zeros = String(repeating: "0", count: 40)

    /// What may stand at a path; the same content may come back.
    private static let contents: [(path: String, texts: [String?])] = [
        (
            ".gitattributes",
            ["data/*.csv mlops-schema=s.yaml\n", "data/a.csv -mlops-schema\n*.ipynb -mlops-strip\n", ""]
        ),
        ("s.yaml", ["fields: [{name: a, type: integer}]\n", "fields: [{name: a}]\n", "fields: 1\n", nil]),
        ("data/a.csv", ["a\n1\n", "a\nx\n", "b\n1\n", nil]),
        ("data/b.csv", ["a\n1\n2\n", "a\n7\n", nil]),
        ("data/b.schema.yaml", ["fields: [{name: a, constraints: {maxLength: 1}}]\n", nil]),
        (
            "datapackage.json",
            [
                #"{"resources": [{"name": "a", "path": "data/a.csv", "schema": {"fields": [{"name": "a", "type": "integer"}], "foreignKeys": [{"fields": "a", "reference": {"resource": "b", "fields": "a"}}]}}, {"name": "b", "path": "data/b.csv"}]}"#,
                nil,
            ]
        ),
        ("n.ipynb", [CheckTests.notebook("1", output: "1"), CheckTests.notebook("1", output: nil), "{", nil]),
        ("large.dat", ["content", nil]),
    ]

    private static func write(_ repository: TempRepository, _ random: inout SeededGenerator) throws {
        for (path, texts) in contents where Int.random(in: 0..<2, using: &random) == 0 {
            if let text = texts.randomElement(using: &random) ?? nil {
                try repository.write(path, text)
            } else {
                try Files.remove(repository.path(path))
            }
        }
        // Large files pass no filter here, so that content may be where a pointer belongs.
        try repository.git("-c", "filter.mlops.process=", "-c", "filter.mlops.required=false", "add", "-A").check()
    }

    /// Problems as one text, those of notebooks aside, and the notebooks that carry outputs.
    private static func verdict(_ result: ShellResult) throws -> (problems: [String], outputs: Set<String>) {
        let report = try JSONValue.parse(result.outputBytes)
        var problems: [String] = []
        var outputs = Set((report["stripped"]?.arrayValue ?? []).compactMap { $0["file"]?.stringValue })
        for problem in report["problems"]?.arrayValue ?? [] {
            if problem["problem"]?.stringValue?.contains(": not stripped: ") == true {
                outputs.insert(problem["file"]?.stringValue ?? "")
            } else {
                problems.append(problem.serialized(.compact).asText)
            }
        }
        return (problems, outputs)
    }

    /// For any two trees: what the hook says of the second as a commit on the first is what CI says of the two.
    @Test(arguments: 1...8) func theVerdictOfTheHookIsThatOfCI(_ seed: UInt64) throws {
        let repository = try CheckTests.repository()
        var random = SeededGenerator(seed: seed)
        try Self.write(repository, &random)
        try repository.git("commit", "-qn", "--allow-empty", "-m", "one").check()
        try Self.write(repository, &random)
        let tree = try repository.git("write-tree").check().output
        let index = try Self.verdict(repository.mlops("check", "--json"))
        let commit = try repository.git("commit-tree", "-p", "HEAD", "-m", "two", tree).check().output
        let range = try Self.verdict(repository.mlops("check", "--from", "HEAD", "--to", commit, "--json"))
        #expect(index.problems == range.problems)
        // A hook that refuses strips nothing.
        if index.problems.isEmpty { #expect(index.outputs == range.outputs) }
        let alone = try Self.verdict(repository.mlops("check", "--to", commit, "--json"))
        #expect(alone.problems == range.problems && alone.outputs == range.outputs)
    }

    @Test func aDeletedSchemaIsMissed() throws {
        let repository = try TableCheckTests.repository()
        try repository.git("rm", "-q", "schemas/t.yaml").check()
        let commit = try repository.git("commit", "-qm", "gone")
        #expect(commit.errors.contains("error: data/a.csv: its schema 'schemas/t.yaml' is not in the commit"))
        try repository.git("commit", "-qnm", "gone").check()
        #expect(try repository.mlops("check", "--to", "HEAD").errors.contains("is not in the commit"))
    }

    @Test func renamesAreNewFiles() throws {
        let repository = try TableCheckTests.repository()
        try repository.write("raw/a.csv", "id,qty\n1,x\n")
        try repository.commit("no schema there")
        try repository.git("mv", "raw/a.csv", "data/b.csv").check()
        #expect(try repository.git("commit", "-qm", "move").errors.contains("data/b.csv:2: qty"))
    }

    @Test func rootsMergesAndBranchesThatParted() throws {
        let repository = try TableCheckTests.repository()
        let root = try repository.git("rev-list", "--max-parents=0", "HEAD").output
        try repository.mlops("check", "--to", root).check()
        try repository.git("switch", "-qc", "side").check()
        try repository.write("data/b.csv", "id,qty\n1,1\n")
        try repository.commit("side")
        try repository.git("switch", "-q", "main").check()
        try repository.write("data/a.csv", "id,qty\nx,1\n")
        try repository.git("commit", "-qanm", "main went wrong").check()
        // What main did is none of the branch's business.
        try repository.mlops("check", "--from", "main", "--to", "side").check()
        #expect(try repository.mlops("check", "--from", "side", "--to", "main").code == 1)
        try repository.git("merge", "-qn", "--no-verify", "--no-edit", "side").check()
        try repository.mlops("check", "--to", "HEAD").check()
        #expect(try repository.mlops("check", "--from", "HEAD^2").code == 1)
        #expect(try repository.mlops("check", "--from", Self.zeros).code == 1)
        #expect(try repository.mlops("check", "--from", "nothing").errors == "fatal: bad revision 'nothing'")
        let stranger = try repository.git("commit-tree", "-m", "x", "HEAD^{tree}").check().output
        #expect(try repository.mlops("check", "--to", stranger).code == 1)
    }

    @Test func shallowClones() throws {
        let repository = try TableCheckTests.repository()
        let first = try repository.git("rev-parse", "HEAD").output
        try repository.write("data/a.csv", "id,qty\nx,1\n")
        try repository.git("commit", "-qanm", "bad").check()
        let clone = try repository.clone("shallow", from: "file://\(repository.path)", options: ["--depth", "1"])
        for arguments in [["--from", first], ["--to", "HEAD"]] {
            let result = try clone.run(["git", "mlops", "check"] + arguments)
            #expect(result.code == 128)
            #expect(result.errors.hasSuffix("hint: this clone is shallow: git fetch --unshallow"))
        }
        #expect(try clone.mlops("check", "--from", Self.zeros).code == 1)
        try clone.git("fetch", "-q", "--deepen", "1").check()
        #expect(try clone.mlops("check", "--from", first).code == 1)
    }

    @Test func machineForm() throws {
        let repository = try TableCheckTests.repository()
        try repository.write("data/a.csv", "id,qty\nx,1\n")
        try repository.write("n.ipynb", CheckTests.notebook("1", output: "1"))
        try repository.git("add", "-A").check()
        let report = try JSONValue.parse(repository.mlops("check", "--json").outputBytes)
        #expect(report["schema"] == 1 && report["ok"] == false && report["complete"] == true)
        #expect(report["notebooks"] == 1 && report["tables"] == 1)
        #expect(report["problems"]?.arrayValue?.first?["rule"] == "id.type")
        #expect(report["hints"]?.arrayValue?.count == 1)
        // Nothing was mended, as the commit would be refused.
        #expect(report["stripped"] == [])
    }
}
