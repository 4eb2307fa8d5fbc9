import MLOpsCore
import MLOpsEvaluation
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// What gates compute beside scipy, and beside DeLong's and Tango's definitions in another language.
@Suite struct GateContractTests {
    @Test func figuresAreThoseOfScipy() throws {
        let python = try #require(Peers.find("python3"), "\(Peers.missing("python3"))")
        let script = Paths.join(TestEnvironment.packageRoot, "Tests/MLOpsEvaluationTests/gates.py")
        let result = try ChildProcess.run([python, script, "15"])
        #expect(result.status.isSuccess, "\(String(decoding: result.errors, as: UTF8.self))")
        let lines = result.output.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 15)
        for (seed, line) in lines.enumerated() {
            let document = try JSONValue.parse(Array(line))
            let tables = try #require(document["tables"]?.arrayValue).map(predictions)
            for (text, expected) in try #require(document["expected"]?.objectValue) {
                let gate = try Gate(text)
                let part = GateJudge().judge(
                    gate, candidate: tables[0], other: gate.isLimit ? nil : tables[1].content)[0]
                // The constrained maximum is found by search over there.
                let tolerance = part.test == "tango" ? 1e-5 : 1e-9
                for (name, value) in [
                    ("p", part.p), ("statistic", part.statistic), ("difference", part.difference), ("low", part.low),
                ] {
                    guard let wanted = expected[name]?.doubleValue else { continue }
                    let isNear = value.map { abs($0 - wanted) <= tolerance * max(1, abs(wanted)) } ?? false
                    #expect(isNear, "\(seed): \(text): \(name) is \(value ?? .nan), not \(wanted)")
                }
            }
        }
    }

    private func predictions(_ table: JSONValue) throws -> Predictions {
        let rows = (table.arrayValue ?? []).map { ($0.arrayValue ?? []).compactMap(\.stringValue) }
        return try Predictions(header: ["y_true", "y_pred", "y_score"], rows: rows)
    }
}
