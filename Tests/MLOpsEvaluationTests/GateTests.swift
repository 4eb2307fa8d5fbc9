import MLOpsEvaluation
import MLOpsTestSupport
import Testing

/// How gates are written, and when they open.
@Suite struct GateTests {
    @Test(arguments: [
        ("accuracy better", Gate.Demand.better(0), Gate.Base.current, [String]()),
        ("f1 better by 0.02 than majority", .better(0.02), .majority, []),
        (
            "roc_auc  not worse by 0.01 than v7 per region,age group", .notWorse(0.01), .version("v7"),
            ["region", "age group"]
        ),
        ("recall>=0.8 per region", .atLeast(0.8), .current, ["region"]),
        ("log_loss <= 0.4", .atMost(0.4), .current, []),
        ("accuracy better than constant 1", .better(0), .constant("1"), []),
    ])
    func gatesAreRead(text: String, demand: Gate.Demand, base: Gate.Base, segments: [String]) throws {
        let gate = try Gate(text)
        #expect(gate.demand == demand)
        #expect(gate.base == base)
        #expect(gate.segments == segments)
        #expect(try Gate(gate.text) == gate)
    }

    @Test(arguments: [
        ("", "'' is no gate: a metric is missing"),
        ("accuracy", "'accuracy' is no gate: 'better', 'not worse by' or a limit is missing"),
        ("accuracy not worse", "'accuracy not worse' is no gate: say by how much: not worse by 0.01"),
        ("accuracy >= much", "'accuracy >= much' is no gate: 'much' is no number"),
        ("accuracy >= nan", "'accuracy >= nan' is no gate: 'nan' is no number"),
        ("accuracy better per", "'accuracy better per' is no gate: a column is missing behind 'per'"),
        ("accuracy better as measured", "'accuracy better as measured' is no gate: 'as' is not understood"),
        ("accuracy not worse by -1", "'accuracy not worse by -1' is no gate: the margin is negative"),
    ])
    func whatIsNoGateIsSaid(text: String, sentence: String) {
        #expect(throws: (any Error).self) { try Gate(text) }
        do { _ = try Gate(text) } catch { #expect(error.message == sentence) }
    }

    @Test func holmsCorrectionStepsDown() {
        // statsmodels.stats.multitest.multipletests([0.01, 0.04, 0.03, 0.005], method="holm")
        let adjusted = Holm.adjusted([0.01, 0.04, 0.03, 0.005])
        for (value, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { #expect(abs(value - expected) < 1e-12) }
        #expect(Holm.adjusted([]) == [])
        #expect(Holm.adjusted([0.9, 0.8]) == [1, 1])
    }

    /// A candidate that is supposed to be worse by just the bound is rejected by just the level.
    @Test func boundsAndTestsAgree() throws {
        for (gained, lost, same) in [(0, 1, 43), (12, 5, 80), (0, 0, 60), (30, 3, 10)] {
            let first = Array(repeating: true, count: gained + same) + Array(repeating: false, count: lost)
            let second =
                Array(repeating: false, count: gained) + Array(repeating: true, count: same + lost)
            let low = try #require(SuperiorityTest.paired(hits: first, second, margin: 0, alpha: 0.05)).interval.low
            let again = try #require(SuperiorityTest.paired(hits: first, second, margin: -low, alpha: 0.05))
            #expect(abs(again.p - 0.05) < 1e-6)
        }
    }

    private struct Rows {
        var header = ["y_true", "y_pred", "y_score", "region"]
        var rows: [[String]] = []

        /// Predictions that are right with `accuracy`, which may depend on the region.
        init(
            _ count: Int, truthSeed: UInt64, seed: UInt64, regions: [String] = ["n", "s"],
            _ accuracy: (String) -> Double
        ) {
            var truths = SeededGenerator(seed: truthSeed), own = SeededGenerator(seed: seed)
            for _ in 0..<count {
                let truth = Bool.random(using: &truths), region = regions.randomElement(using: &truths)!
                let isRight = Double.random(in: 0..<1, using: &own) < accuracy(region)
                let answer = isRight == truth
                let score = (answer ? 0.5 : 0) + Double.random(in: 0..<0.5, using: &own)
                rows.append([truth ? "1" : "0", answer ? "1" : "0", "\(score)", region])
            }
        }

        func predictions(segments: [String] = []) throws -> Predictions {
            var columns = Predictions.Columns()
            columns.segments = segments
            return try Predictions(header: header, rows: rows, columns: columns)
        }
    }

    private func judge(
        _ text: String, _ candidate: Rows, _ other: Rows?, _ judge: GateJudge = GateJudge()
    ) throws -> [GatePart] {
        let gate = try Gate(text)
        return judge.judge(
            gate, candidate: try candidate.predictions(segments: gate.segments),
            other: try other?.predictions().content)
    }

    @Test func aSegmentThatLosesShutsTheGate() throws {
        let other = Rows(800, truthSeed: 1, seed: 2) { _ in 0.8 }
        let candidate = Rows(800, truthSeed: 1, seed: 3) { $0 == "n" ? 0.97 : 0.7 }
        let parts = try judge("accuracy better per region", candidate, other)
        #expect(parts.map(\.name) == ["overall", "region = n", "region = s"])
        #expect(parts[1].status == .pass)
        #expect(parts[2].status == .fail)
        #expect(parts[2].reason.contains("is no better"))
        #expect(parts[1].adjusted! >= parts[1].p!)
        #expect(GateStatus(all: parts.map(\.status)) == .fail)
    }

    @Test func tooFewRowsDecideNothing() throws {
        let few = Rows(20, truthSeed: 1, seed: 2) { _ in 1 }
        let part = try judge("accuracy >= 0.5", few, nil)[0]
        #expect(part.status == .undecided)
        #expect(part.reason == "20 rows are too few to tell, 30 are needed")
        #expect(part.p == nil)
        var mixed = Rows(400, truthSeed: 1, seed: 2) { _ in 0.95 }
        for index in 0..<3 { mixed.rows[index][3] = "tiny" }
        #expect(try judge("accuracy >= 0.5 per region", mixed, nil).last?.status == .undecided)
        var skipping = GateJudge()
        skipping.skipsSmallSegments = true
        let skipped = try #require(try judge("accuracy >= 0.5 per region", mixed, nil, skipping).last)
        #expect(skipped.status == .pass)
        #expect(skipped.reason.hasPrefix("skipped: 3 rows are too few"))
    }

    @Test func aLimitAsksForWhatIsSureUnlessItSaysOtherwise() throws {
        var rows = Rows(100, truthSeed: 1, seed: 2) { _ in 1 }
        for index in 0..<15 { rows.rows[index][1] = rows.rows[index][0] == "1" ? "0" : "1" }
        let sure = try judge("accuracy >= 0.8", rows, nil)[0]
        #expect(sure.status == .fail)
        #expect(sure.reason == "accuracy 0.85, but only 0.7785 is sure (p 0.13)")
        let measured = try judge("accuracy >= 0.8 as measured", rows, nil)[0]
        #expect(measured.status == .pass)
        #expect(measured.test == nil)
        #expect(try judge("accuracy >= 0.9", rows, nil)[0].reason == "accuracy 0.85 is below 0.9")
        #expect(try judge("speed >= 1", rows, nil)[0].reason.hasPrefix("there is no speed of these predictions, only "))
    }

    @Test func constantsAreBaselines() throws {
        let good = Rows(200, truthSeed: 1, seed: 2) { _ in 0.9 }
        let data = try good.predictions()
        let majority = try data.constant(.majority)
        for metric in ["accuracy", "roc_auc", "log_loss", "f1"] {
            let part = GateJudge().judge(try Gate("\(metric) better than majority"), candidate: data, other: majority)[
                0]
            #expect(part.status == .pass, "\(metric): \(part.reason)")
        }
        #expect(throws: Predictions.Problem.self) { try data.constant(.mean) }
        #expect(throws: Predictions.Problem.self) { try data.constant(.constant("9")) }
    }

    @Test func theSameAnswersAreNotWorseAndNotBetter() throws {
        let rows = Rows(200, truthSeed: 1, seed: 2) { _ in 0.9 }
        for metric in ["accuracy", "recall", "roc_auc", "log_loss", "f1", "pr_auc"] {
            #expect(try judge("\(metric) better", rows, rows)[0].status == .fail, "\(metric)")
            #expect(try judge("\(metric) not worse by 0.05", rows, rows)[0].status == .pass, "\(metric)")
        }
    }

    /// Two models of one quality: chance may open the gate for one of them in twenty, not more. `>=` opens it for half.
    @Test(arguments: [
        ("accuracy better", 200), ("roc_auc better", 200), ("log_loss better", 200), ("recall better", 200),
        ("f1 better", 20),
    ])
    func chanceOpensNoGate(text: String, rounds: Int) throws {
        var opened = 0, larger = 0
        var quick = GateJudge()
        quick.seed = 5
        for round in 0..<rounds {
            let seed = UInt64(round) * 3
            let candidate = Rows(150, truthSeed: seed, seed: seed + 1) { _ in 0.85 }
            let other = Rows(150, truthSeed: seed, seed: seed + 2) { _ in 0.85 }
            let part = try judge(text, candidate, other, quick)[0]
            if part.status == .pass { opened += 1 }
            if part.difference ?? 0 >= 0 { larger += 1 }
        }
        // Five standard errors above the level.
        let level = 0.05 + 5 * (0.05 * 0.95 / Double(rounds)).squareRoot()
        #expect(Double(opened) / Double(rounds) <= level)
        #expect(larger * 3 > rounds)
    }

    /// A model that is worse by exactly the margin passes as seldom.
    @Test func aModelThatIsWorseByTheMarginDoesNotPass() throws {
        var opened = 0
        for round in 0..<300 {
            let seed = UInt64(round) * 3
            let candidate = Rows(150, truthSeed: seed, seed: seed + 1) { _ in 0.8 }
            let other = Rows(150, truthSeed: seed, seed: seed + 2) { _ in 0.85 }
            if try judge("accuracy not worse by 0.05", candidate, other)[0].status == .pass { opened += 1 }
        }
        #expect(Double(opened) / 300 < 0.115)
    }

    @Test func rowsArePairedByIdOrOrder() throws {
        let first = PairedRows.Table(header: ["id", "y_true", "y_pred"], rows: [["a", "1", "1"], ["b", "0", "0"]])
        let second = PairedRows.Table(
            header: ["id", "y_true", "y_pred"], rows: [["b", "0.0", "1"], ["a", "1", "0"]])
        let aligned = try PairedRows.aligned(second, to: first, truth: "y_true", id: nil)
        #expect(aligned.rows.map { $0[0] } == ["a", "b"])
        for (rows, sentence) in [
            ([["b", "1", "1"], ["a", "1", "0"]], "the rows do not pair: y_true of row 2 is \"0\", but \"1\""),
            ([["b", "0", "1"], ["b", "1", "0"]], "the rows do not pair: two rows have the id 'b'"),
            ([["b", "0", "1"], ["c", "1", "0"]], "the rows do not pair: no row has the id 'a' there"),
            ([["b", "0", "1"]], "the rows do not pair: 2 rows, but 1"),
        ] {
            let table = PairedRows.Table(header: first.header, rows: rows)
            #expect(throws: Predictions.Problem(message: sentence)) {
                try PairedRows.aligned(table, to: first, truth: "y_true", id: nil)
            }
        }
    }
}
