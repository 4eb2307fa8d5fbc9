import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops split` on files.
@Suite struct SplitCommandTests {
    private func rows(_ count: Int, seed: UInt64 = 1) -> [String] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { row in
            let label = Int.random(in: 0..<10, using: &generator) == 0 ? "rare" : "usual"
            let day = Int.random(in: 10...28, using: &generator)
            return
                "\(row),\(label),g\(Int.random(in: 0..<40, using: &generator)),2026-01-\(day),\"a \"\"q\"\",\n\(row % 3)\""
        }
    }

    private static let header = "id,y,group,day,text"

    private func json(_ result: ShellResult) throws -> JSONValue { try JSONValue.parse(result.check().outputBytes) }

    @Test func partsDependOnSeedAndContentNotOnOrder() throws {
        let repository = try TempRepository()
        var generator = SeededGenerator(seed: 9)
        let rows = rows(500)
        // A byte order mark, CRLF, and no line end at the end.
        try repository.write("a.csv", "\u{feff}\(Self.header)\r\n" + rows.joined(separator: "\r\n"))
        try repository.write(
            "b.csv", "\(Self.header)\n" + rows.shuffled(using: &generator).joined(separator: "\n") + "\n\n")
        let first = try json(repository.mlops("split", "--json", "--stratify", "y", "a.csv"))
        try repository.mlops("split", "--stratify", "y", "b.csv").check()
        #expect(first["rows"] == 500)
        #expect(first["parts"]?.arrayValue?.map { $0["rows"] } == [375, 75, 50])
        var all: [String] = []
        for part in ["train", "validation", "test"] {
            let own = try repository.read("a.\(part).csv").split(separator: "\r\n").map(String.init)
            #expect(own[0] == "\u{feff}\(Self.header)")
            let other = try repository.read("b.\(part).csv")
            #expect(own.dropFirst().allSatisfy { other.contains("\n\($0)\n") })
            all += own.dropFirst()
        }
        #expect(all.sorted() == rows.sorted())
        let again = try repository.mlops("split", "--stratify", "y", "a.csv")
        #expect(again.code == 128)
        #expect(again.errors.contains("fatal: 'a.train.csv' is there already"))
        let same = try json(repository.mlops("split", "--json", "--force", "--stratify", "y", "a.csv"))
        #expect(same["parts"] == first["parts"])
        let other = try json(repository.mlops("split", "--json", "--force", "--stratify", "y", "--seed", "1", "a.csv"))
        #expect(other["parts"]?.arrayValue?.first?["sha256"] != first["parts"]?.arrayValue?.first?["sha256"])
    }

    @Test func groupsStayWholeAndTimeGoesForward() throws {
        let repository = try TempRepository()
        try repository.write("a.csv", ([Self.header] + rows(500)).joined(separator: "\n") + "\n")
        func column(_ file: String, _ index: Int) throws -> Set<String> {
            Set(
                try repository.read(file).split(separator: "\n").dropFirst()
                    .map { $0.split(separator: ",") }.filter { $0.count > 3 }.map { String($0[index]) })
        }
        let grouped = try json(
            repository.mlops("split", "--json", "--parts", "80/20", "--group", "group", "--output", "g", "a.csv"))
        #expect(try column("g/train.csv", 2).isDisjoint(with: column("g/test.csv", 2)))
        let train = try #require(grouped["parts"]?.arrayValue?.first?["rows"]?.integerValue)
        #expect((380...420).contains(train))
        try repository.mlops("split", "--parts", "old=70,new=30", "--time", "day", "--output", "t", "a.csv").check()
        #expect(try column("t/old.csv", 3).max()! < column("t/new.csv", 3).min()!)
        #expect(try repository.mlops("split", "--time", "text", "a.csv").errors.contains("is no number and no date"))
        #expect(
            try repository.mlops("split", "--stratify", "none", "a.csv").errors.contains("there is no column 'none'"))
        #expect(try repository.mlops("split", "--parts", "50/x", "a.csv").code == 129)
        #expect(try repository.mlops("split", "--group", "y", "--time", "day", "a.csv").code == 129)
    }

    @Test func aPartWithoutRowsIsSaid() throws {
        let repository = try TempRepository()
        try repository.write("one.csv", "id,group\n1,a\n2,a\n3,a\n")
        let told = try repository.mlops("split", "--no-record", "--group", "group", "one.csv").check().output
        #expect(told.contains("note: 'test' has no rows"), "\(told)")
    }

    @Test func controlsAreSampledAndTheSplitIsRecorded() throws {
        let repository = try TempRepository()
        try repository.write("a.csv", ([Self.header] + rows(1000)).joined(separator: "\n") + "\n")
        try repository.commit("data")
        let found = try json(repository.mlops("split", "--json", "--cases", "y=rare", "--controls", "2", "a.csv"))
        let sample = try #require(found["sample"])
        let cases = try #require(sample["cases"]?.integerValue), kept = try #require(sample["kept"]?.integerValue)
        #expect(kept == 2 * cases)
        #expect(found["parts"]?.arrayValue?.first?["rows"]?.integerValue == 3 * cases)
        let weight = try #require(sample["control_weight"]?.doubleValue)
        #expect(abs(weight * Double(kept) - Double(sample["controls"]?.integerValue ?? 0)) < 1e-6)
        // As a stage is recorded: the hash of the table, those of the parts, and what the hashes do not say.
        let run = try #require(found["run"]?.stringValue)
        let ops = try repository.mlops("log", "show", run).check().output.split(separator: "\n")
            .compactMap { try? JSONValue.parse(Array($0.utf8)) }
        let record = try #require(ops.first { $0["k"] == "run.stage" }?["record"])
        #expect(record["inputs"]?["deps"]?["a.csv"]?["sha256"] == found["sha256"])
        #expect(
            record["outs"]?.arrayValue?.map { $0["path"]?.stringValue } == [
                "a.test.csv", "a.train.csv", "a.validation.csv",
            ])
        #expect(record["inputs"]?["params"]?[""]?["cases"] == "y=rare")
        #expect(record["details"]?["sample"] == sample)
        #expect(try repository.mlops("lineage", "a.train.csv").check().output.contains("stage split"))
        // Inside a run the record is that run's.
        try repository.mlops("run", "-q", "--name", "outer", "--", "git", "mlops", "split", "--force", "a.csv").check()
        #expect(try repository.mlops("log", "show", "outer").check().output.contains("run.stage"))
    }

    /// Every class has the rows in each part that scikit-learn gives it, to the one row that rounding moves.
    @Test func countsAreThoseOfScikitLearn() throws {
        let python = try #require(Peers.find("python3"), "\(Peers.missing("python3"))")
        let repository = try TempRepository()
        let script = """
            import json, numpy as np
            from sklearn.model_selection import train_test_split
            rng = np.random.default_rng(3)
            for case in range(4):
                y = rng.choice(["a", "b", "c"], 400 + 37 * case, p=[0.8, 0.15, 0.05])
                rest, test = train_test_split(y, test_size=0.1, stratify=y, random_state=case)
                train, validation = train_test_split(rest, test_size=0.15 / 0.9, stratify=rest, random_state=case)
                counts = [[int((part == label).sum()) for part in (train, validation, test)] for label in "abc"]
                print(json.dumps(dict(y=y.tolist(), counts=counts)))
            """
        for line in try repository.run([python, "-c", script]).check().output.split(separator: "\n") {
            let expected = try JSONValue.parse(Array(line.utf8))
            let labels = (expected["y"]?.arrayValue ?? []).compactMap(\.stringValue)
            try repository.write("y.csv", "id,y\n" + labels.enumerated().map { "\($0),\($1)\n" }.joined())
            let found = try json(
                repository.mlops("split", "--json", "--no-record", "--force", "--stratify", "y", "y.csv"))
            let strata = found["strata"]?.arrayValue?.map { $0["rows"]?.arrayValue ?? [] } ?? []
            #expect(strata.count == 3)
            for (own, theirs) in zip(strata, expected["counts"]?.arrayValue ?? []) {
                for (left, right) in zip(own, theirs.arrayValue ?? []) {
                    #expect(abs((left.integerValue ?? 0) - (right.integerValue ?? 0)) <= 1, "\(strata)")
                }
            }
        }
    }
}
