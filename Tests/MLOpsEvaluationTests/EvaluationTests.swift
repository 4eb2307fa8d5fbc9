import MLOpsEvaluation
import Testing

/// Values known from tables and by hand; EvaluateContractTests compares with scikit-learn and fairlearn.
@Suite struct EvaluationTests {
    private func near(_ value: Double?, _ expected: Double, within: Double = 1e-9) -> Bool {
        value.map { abs($0 - expected) <= within * max(1, abs(expected)) } ?? false
    }

    @Test func quantilesAreThoseOfTheTables() {
        #expect(near(Distributions.normalQuantile(0.975), 1.959963984540054))
        #expect(near(Distributions.studentQuantile(0.975, degrees: 5), 2.570581835636314))
        #expect(near(Distributions.studentQuantile(0.975, degrees: 1), 12.706204736432095))
        #expect(near(Distributions.studentUpper(2, degrees: 10), 0.036694017385370196))
        #expect(near(Distributions.incompleteBeta(0.3, 2, 5), 0.579825))
    }

    @Test func wilsonIsWilsons() throws {
        let interval = try #require(Interval.wilson(8, of: 10, confidence: 0.95))
        #expect(near(interval.low, 0.49016247153664174))
        #expect(near(interval.high, 0.9433178485456247))
        #expect(Interval.wilson(0, of: 0, confidence: 0.95) == nil)
        #expect(Interval.wilson(0, of: 10, confidence: 0.95)?.low == 0)
    }

    @Test func anAreaHasDeLongsVariance() throws {
        let scores = [0.1, 0.4, 0.35, 0.8, 0.7, 0.2], truth = [false, false, true, true, true, false]
        let found = try #require(DeLong(scores: scores, isPositive: truth))
        #expect(near(found.auc, 8.0 / 9))
        // Placements: positives 2/3, 1, 1; negatives 1, 2/3, 1. Each has the variance 1/27, divided by 3.
        #expect(near(found.variance, 2.0 / 81))
        #expect(DeLong(scores: [0.1, 0.2, 0.3], isPositive: [true, false, false]) == nil)
    }

    @Test func aRareEventIsNotHiddenByAccuracy() throws {
        let truth = Array(repeating: 0, count: 3130) + Array(repeating: 1, count: 112)
        let found = Evaluation(
            Classification(
                classes: ["0", "1"], truth: truth, predicted: Array(repeating: 0, count: truth.count), positive: 1))
        #expect(near(found["accuracy"], 3130.0 / 3242))
        #expect(found["recall"] == 0)
        #expect(found["precision"] == nil)
        #expect(found["balanced_accuracy"] == 0.5)
        #expect(
            found.remarks == [
                "accuracy 0.9655 is no better than always answering '0' (0.9655)",
                "all 112 rows of class '1' were taken for another class",
            ])
    }

    @Test func aGroupWithoutPositivesIsSaid() throws {
        let data = Classification(
            classes: ["0", "1"], truth: [1, 0, 1, 0, 0, 0], predicted: [1, 0, 0, 1, 0, 1], positive: 1)
        let found = try #require(GroupFairness(data, groups: ["a", "a", "a", "a", "b", "b"], minimum: 2))
        #expect(found.undecided.map(\.name) == ["b"])
        #expect(found.equalOpportunity.difference == nil)
        #expect(found.equalizedOdds.difference == nil)
        #expect(found.demographicParity.difference == 0)
        #expect(found.demographicParity.ratio == 1)
        #expect(GroupFairness(data, groups: Array(repeating: "a", count: 6))?.undecided.count == 1)
    }

    @Test func theBootstrapDependsOnSeedRowAndRoundAlone() {
        func totals(_ seed: UInt64) -> [Double] {
            Bootstrap(seed: seed, rounds: 200).samples(rows: 500) { $0.reduce(0, +) }
        }
        #expect(totals(1) == totals(1))
        #expect(totals(1) != totals(2))
        let mean = totals(3).reduce(0, +) / 200
        #expect(abs(mean - 500) < 8)
        var firstRows: [Double] = []
        _ = Bootstrap(seed: 7, rounds: 5).samples(rows: 900) {
            firstRows.append($0[3]); return 0
        }
        var again: [Double] = []
        _ = Bootstrap(seed: 7, rounds: 5).samples(rows: 4) {
            again.append($0[3]); return 0
        }
        #expect(firstRows == again)
    }

    @Test func labelsThatAreNumbersAreComparedAsNumbers() throws {
        let found = try Predictions(header: ["y_true", "y_pred"], rows: [["1", "1.0"], ["0", "0"], ["10", "2"]])
        guard case .classification(let data) = found.content else {
            Issue.record("not a classification")
            return
        }
        #expect(data.classes == ["0", "1", "2", "10"])
        #expect(data.truth == [1, 0, 3])
        #expect(data.predicted == [1, 0, 2])
        #expect(data.positive == nil)
    }

    @Test func fractionsAreMeasurements() throws {
        let rows = [["1.5", "1.25"], ["2", "2"], ["3", "3.5"]]
        guard case .regression(let data) = try Predictions(header: ["y_true", "y_pred"], rows: rows).content else {
            Issue.record("not a regression")
            return
        }
        #expect(near(Evaluation(data)["mae"], 0.25))
    }

    @Test(arguments: [
        (["y_true", "y_pred"], [["1"]], "row 1 has no value for 'y_pred'"),
        (["a", "y_pred"], [["1", "1"]], "there is no column 'y_true', only 'a', 'y_pred'"),
        (["y_true"], [["1"]], "there is no column 'y_pred', only 'y_true'"),
        (["y_true", "y_score"], [["1", "0.5"], ["0", "nan"]], "row 2: y_score = \"nan\" is not a finite number"),
        (
            ["y_true", "y_score"], [["a", "0.5"], ["b", "1"], ["c", "1"]],
            "'y_score' is for two classes, and there are 3: a, b, c"
        ),
        (["y_true", "y_pred", "p_a"], [["a", "b", "1"]], "there is no column 'p_b'"),
        (["y_true", "y_pred"], [], "there are no rows"),
    ])
    func badTablesAreRefused(header: [String], rows: [[String]], sentence: String) {
        let problem = #expect(throws: Predictions.Problem.self) { _ = try Predictions(header: header, rows: rows) }
        #expect(problem?.message == sentence)
    }
}
