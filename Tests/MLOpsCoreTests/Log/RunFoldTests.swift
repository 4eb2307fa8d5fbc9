import MLOpsCore
import MLOpsTestSupport
import Testing

/// The fold is a pure function of the set of ops: docs/formats/log.md, "State".
@Suite struct RunFoldTests {
    private static let run = String(repeating: "a", count: 32)

    /// An op with a made-up id: the fold does not look inside ids.
    private func op(_ kind: OpKind, _ lamport: Int64, _ id: String, _ members: JSONObject = [:]) -> Op {
        var body = members
        body["k"] = .string(kind.rawValue)
        body["l"] = .integer(lamport)
        body["t"] = .integer(1000 * lamport)
        body["run"] = .string(Self.run)
        return Op(id: id + String(repeating: "0", count: 40 - id.count), body: body)
    }

    private func fold(_ ops: [Op]) -> RunRecord? { RunFold.fold(run: Self.run, ops) }

    private var start: Op { op(.runStart, 1, "a", ["name": "n", "command": ["x"]]) }

    @Test func aRunWithoutItsStartIsNotShown() {
        #expect(fold([op(.runTag, 2, "b", ["key": "k", "value": "v"])]) == nil)
    }

    @Test func terminalStatusBeatsRunningAndTheLaterOfTwoIsShown() {
        let finished = op(.runFinish, 5, "c", ["status": "finished", "exit": 0])
        let failed = op(.runFinish, 5, "b", ["status": "failed", "exit": 1])
        #expect(fold([start])?.status == .running)
        #expect(fold([finished, start])?.status == .finished)
        #expect(fold([finished, failed, start])?.status == .finished)
    }

    @Test func parametersAreWrittenOnceAndConflictsAreMarked() {
        let first = op(.runParams, 2, "b", ["files": ["p.yaml": ["lr": 0.1]]])
        let second = op(.runParams, 2, "c", ["files": ["p.yaml": ["lr": 0.2, "n": 3]]])
        let record = fold([second, first, start])
        #expect(record?.params["p.yaml"]?["lr"] == 0.1)
        #expect(record?.params["p.yaml"]?["n"] == 3)
        #expect(record?.conflicts == ["lr"])
    }

    @Test func aRemovedTagLeavesAConcurrentAddition() {
        let one = op(.runTag, 2, "b", ["key": "k", "value": "one"])
        let removal = op(.runTag, 3, "c", ["key": "k", "prev": [.string(one.id)]])
        let other = op(.runTag, 2, "d", ["key": "k", "value": "two"])
        #expect(fold([start, one, removal])?.tagValues.isEmpty == true)
        #expect(fold([start, one, removal, other])?.tagValues.map(\.value) == ["two"])
    }

    @Test func restoreLiftsOnlyTheTombstonesItNames() {
        let delete = op(.runDelete, 2, "b")
        let restore = op(.runRestore, 3, "c", ["tombstones": [.string(delete.id)]])
        let again = op(.runDelete, 4, "d")
        #expect(fold([start, delete])?.isDeleted == true)
        #expect(fold([start, delete, restore])?.isDeleted == false)
        #expect(fold([start, delete, restore, again])?.isDeleted == true)
    }

    @Test func aClockSetTo2099DoesNotWin() {
        let late = op(.runNote, 2, "b", ["text": "from 2099", "t": 4_070_908_800_000])
        let later = op(.runNote, 3, "c", ["text": "right"])
        #expect(fold([late, later, start])?.note == "right")
    }

    @Test func quarantinedOpsAreKeptOut() {
        let forged = op(.runNote, 1 << 48, "b", ["text": "forged"])
        #expect(fold([start, forged])?.note == "")
    }

    @Test func unknownKindsAreIgnored() {
        let unknown = op(OpKind(rawValue: "run.teleport"), 2, "b", ["x": 1])
        #expect(fold([start, unknown]) == fold([start]))
    }

    @Test func seriesKeepLastByStepAndExtremes() {
        let points = op(
            .runMetrics, 2, "b", ["points": [["loss", 0.5, 1, 1], ["loss", "NaN", 2, 2], ["loss", 0.25, 3, 3]]])
        let late = op(.runMetrics, 3, "c", ["points": [["loss", 0.75, 2, 9]]])
        let summary = fold([start, late, points])?.series["loss"]
        #expect(summary == MetricSummary(count: 4, last: 0.25, step: 3, time: 3, min: 0.25, max: 0.75))
    }

    /// Any order, duplicates and regrouping give the same record.
    @Test(arguments: 0..<40) func theSetAloneDecides(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let ops = (0..<30).map { randomOp($0, &random) } + [start]
        let expected = fold(ops)
        for _ in 0..<5 {
            let shuffled = ops.shuffled(using: &random) + ops.shuffled(using: &random).prefix(7)
            #expect(fold(shuffled) == expected)
        }
    }

    private func randomOp(_ index: Int, _ random: inout SeededGenerator) -> Op {
        let lamport = Int64.random(in: 2...6, using: &random)
        let id = Hex.encode([UInt8(index), 0xee])
        let value = JSONValue.integer(.random(in: 0...3, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return op(.runParams, lamport, id, ["files": ["p": ["k": value]]])
        case 1:
            return op(.runMetrics, lamport, id, ["files": ["m": ["k": value]], "points": [["s", value, value, 1]]])
        case 2: return op(.runTag, lamport, id, ["key": "t", "value": .string("\(index)")])
        case 3: return op(.runFinish, lamport, id, ["status": "failed", "exit": value])
        case 4: return op(.runDelete, lamport, id)
        default: return op(.runNote, lamport, id, ["text": .string("\(index)")])
        }
    }
}
