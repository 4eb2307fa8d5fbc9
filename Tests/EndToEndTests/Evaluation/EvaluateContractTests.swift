import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops evaluate` beside scikit-learn and fairlearn on random predictions.
@Suite struct EvaluateContractTests {
    @Test func valuesAreThoseOfScikitLearnAndFairlearn() throws {
        let python = try #require(Peers.find("python3"), "\(Peers.missing("python3"))")
        let repository = try TempRepository()
        let script = Paths.join(TestEnvironment.packageRoot, "Tests/EndToEndTests/Evaluation/reference.py")
        let lines = try repository.run([python, script, "30"]).check().output.split(separator: "\n")
        #expect(lines.count > 20)
        for line in lines {
            let expected = try JSONValue.parse(Array(line.utf8))
            let table = try #require(expected["table"]?.stringValue)
            try repository.write("predictions.csv", table)
            let group = table.hasPrefix("y_true,y_pred,y_score") ? ["--group", "group"] : []
            let found = try JSONValue.parse(
                repository.run(["git", "mlops", "evaluate", "--json"] + group + ["predictions.csv"]).check().outputBytes
            )
            for (name, value) in try #require(expected["metrics"]?.objectValue) {
                expect(found["whole"]?["metrics"]?[name]?["value"], value, name, table)
            }
            for (name, value) in try #require(expected["gaps"]?.objectValue) {
                expect(found["fairness"]?.arrayValue?.first?[name]?["difference"], value, name, table)
            }
        }
    }

    private func expect(_ found: JSONValue?, _ expected: JSONValue, _ name: String, _ table: String) {
        guard let value = expected.doubleValue else {
            #expect(found == .null, "\(name)\n\(table)")
            return
        }
        #expect(found?.doubleValue.map { abs($0 - value) <= 1e-9 * max(1, abs(value)) } ?? false, "\(name)\n\(table)")
    }
}
