import MLOpsEvaluation
import Testing

/// Tables of predictions as people have them.
@Suite struct PredictionsTests {
    private func read(_ header: [String], _ rows: [[String]], positive: String? = nil) throws -> Predictions {
        var columns = Predictions.Columns()
        columns.positive = positive
        return try Predictions(header: header, rows: rows, columns: columns)
    }

    private func problem(_ header: [String], _ rows: [[String]], segments: [String] = []) -> String? {
        var columns = Predictions.Columns()
        columns.segments = segments
        do {
            _ = try Predictions(header: header, rows: rows, columns: columns)
            return nil
        } catch {
            return error.message
        }
    }

    private func classes(_ predictions: Predictions) throws -> Classification {
        guard case .classification(let data) = predictions.content else {
            throw Predictions.Problem(message: "these are measurements")
        }
        return data
    }

    @Test func whatIsNoAnswerIsRefused() {
        let names = ["y_true", "y_pred"]
        #expect(problem(names, [["1", "1"], ["", "0"]]) == "row 2 has no value for 'y_true'")
        #expect(problem(names, [["1", "1"], ["0", ""]]) == "row 2 has no value for 'y_pred'")
        #expect(problem(names, [["1", "1"], ["a", "b", "0"]]) == "row 2 has 3 values for 2 columns")
        #expect(problem(names, [["1", "1", ""]]) == nil)
        #expect(problem(names + ["y_true"], [["1", "1", "0"]]) == "there are several columns 'y_true'")
        #expect(
            problem(["y_true", " y_pred"], [["1", "1"]]) == "there is no column 'y_pred', only 'y_true', ' y_pred'")
    }

    @Test func whatIdentifiesRowsIsNoClassAndNoSegment() {
        let rows = (0..<1001).map { ["\($0)", "\($0)"] }
        #expect(
            problem(["y_true", "y_pred"], rows)
                == "1001 values were found, and at most 1000 classes are compared")
        #expect(
            problem(["y_true", "y_pred", "id"], rows.map { ["1", "0", $0[0]] }, segments: ["id"])
                == "'id' has 1001 values, and at most 1000 segments are evaluated")
    }

    /// `p_…` is a class's score where it is named after one.
    @Test func otherColumnsMayBeginLikeScores() throws {
        let scored = try classes(
            read(["y_true", "y_pred", "y_score", "p_id"], [["1", "1", "0.9", "7"], ["0", "0", "0.1", "8"]]))
        #expect(scored.classes == ["0", "1"] && scored.positive == 1)
        let plain = try classes(read(["y_true", "y_pred", "p_id"], [["1", "1", "7"], ["0", "0", "8"]]))
        #expect(plain.classes == ["0", "1"] && plain.scores == nil)
        let named = try classes(
            read(
                ["y_true", "y_pred", "p_2.5", "p_1", "p_3"],
                [["2.5", "1", "0.3", "0.6", "0.1"], ["1", "1", "0.1", "0.8", "0.1"]]))
        #expect(named.classes == ["1", "2.5", "3"] && named.scores?.count == 3)
    }

    /// Scores of rows that are all alike still are about two classes.
    @Test func oneClassHasAnOther() throws {
        let rows = [["1", "1", "0.9"], ["1", "1", "0.7"]], names = ["y_true", "y_pred", "y_score"]
        let data = try classes(read(names, rows))
        #expect(data.classes == ["0", "1"] && data.positive == 1)
        let found = Evaluation(data)
        #expect(found["accuracy"] == 1 && found["roc_auc"] == nil && found["log_loss"] != nil)
        let words = rows.map { ["ham", "ham", $0[2]] }
        #expect(
            problem(names, words) == "all rows are of class 'ham', and what 'y_score' is a score of is not known")
        #expect(try classes(read(names, words, positive: "spam")).positive == 1)
    }

    @Test func numbersThatADoubleMixesUpStayApart() throws {
        let names = ["9007199254740992", "9007199254740993"]
        let data = try classes(read(["y_true", "y_pred"], [[names[0], names[1]], [names[1], names[1]]]))
        #expect(data.classes == names)
        #expect(try classes(read(["y_true", "y_pred"], [["1", "1.0"], ["0", "-0"]])).classes == ["0", "1"])
        #expect(try classes(read(["y_true", "y_pred"], [["0x10", "16"]])).classes == ["0x10", "16"])
    }

    @Test func whatCannotBeToldIsNull() throws {
        let far = Evaluation(Regression(truth: [1e308, -1e308], predicted: [-1e308, 1e308]))
        #expect(far.metrics.allSatisfy { $0.value == nil && $0.interval == nil })
        #expect(far.metrics.allSatisfy { $0.reason == "the numbers are too large to add up" })
        let distances = Evaluation(
            Classification(
                classes: ["0", "1"], truth: [0, 1, 1, 0], predicted: [0, 1, 0, 0], scores: [[-3, 1.5, 0.2, 0.1]],
                positive: 1))
        #expect(distances["roc_auc"] == 1)
        #expect(distances["log_loss"] == nil && distances["brier"] == nil)
        let rows = (0..<40).map { ["\($0 % 2)", "\($0 % 2)", $0 == 1 ? "1.5" : "0.\($0 % 2 * 8 + 1)"] }
        let table = try read(["y_true", "y_pred", "y_score"], rows)
        #expect(GateJudge().judge(try Gate("log_loss <= 9"), candidate: table, other: nil)[0].status == .undecided)
    }

    /// A rate that is 0 everywhere is the same everywhere, as fairlearn has it.
    @Test func groupsWithoutFalsePositivesHaveARatio() throws {
        let data = Classification(
            classes: ["0", "1"], truth: [1, 1, 0, 1, 1, 0], predicted: [1, 0, 0, 1, 1, 0], positive: 1)
        let found = try #require(GroupFairness(data, groups: ["a", "a", "a", "b", "b", "b"], minimum: 0))
        #expect(found.equalizedOdds.ratio == 0.5 && found.equalizedOdds.difference == 0.5)
    }
}
