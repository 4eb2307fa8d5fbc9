import MLOpsCore
import MLOpsQuality
import MLOpsTestSupport
import Testing

@Suite struct SchemaInferenceTests {
    private func fields(_ text: String, ranges: Bool = false) -> String {
        let schema = SchemaInference.infer(Array(text.utf8), ranges: ranges)
        return String(decoding: (schema["fields"] ?? .null).serialized(), as: UTF8.self)
    }

    private func column(_ values: [String], ranges: Bool = false) -> String {
        let text = fields("x\n" + values.map { $0 + "\n" }.joined(), ranges: ranges)
        return String(text.dropFirst("[{\"name\":\"x\",\"type\":".count).dropLast(2))
    }

    @Test(arguments: [
        (["1", "-2", "300"], #""integer","constraints":{"required":true}"#),
        (["1", "2.5", "1e3"], #""number","constraints":{"required":true}"#),
        (["007", "12"], #""string","constraints":{"required":true}"#),
        (["1234567890123456"], #""string","constraints":{"required":true}"#),
        (["+491701234567"], #""string","constraints":{"required":true}"#),
        (["0", "0.5", "-0.25"], #""number","constraints":{"required":true}"#),
        (["true", "False"], #""boolean","constraints":{"required":true}"#),
        (["0", "1"], #""integer","constraints":{"required":true}"#),
        (["2024-02-29", "2023-01-01"], #""date","constraints":{"required":true}"#),
        (["2023-02-29"], #""string","constraints":{"required":true}"#),
        (["2024-01-01T00:00:00", "2024-01-01T00:00:00.5Z"], #""datetime","constraints":{"required":true}"#),
        (["10:00:00"], #""time","constraints":{"required":true}"#),
        (["\"\"", "\"\""], #""any""#),
        (["1", "\"\""], #""integer""#),
        (["NaN"], #""string","constraints":{"required":true}"#),
        (["NaN", "2"], #""number","constraints":{"required":true}"#),
    ])
    func types(values: [String], expected: String) {
        #expect(column(values) == expected)
    }

    @Test(arguments: [
        ("", "is empty"), ("{\"a\": 1}\n{\"a\":\n", "is JSON, no table"), ("{\n \"a\": 1}\n", "is JSON, no table"),
        ("a\n\0\n", "has a NUL byte in line 2"),
    ])
    func refusals(text: String, problem: String) {
        #expect(SchemaInference.refusal(Array(text.utf8))?.problem == problem)
    }

    @Test func textThatIsNotUTF8IsRefused() {
        let bytes = Array("a\nb\n".utf8) + [0xe9, 0x0a]
        #expect(SchemaInference.refusal(bytes)?.problem == "is not UTF-8 text (byte 0xe9 in line 3)")
    }

    @Test func wordsForMissing() {
        #expect(
            fields("x,y\n1,NA\nNA,a\n")
                == #"[{"name":"x","type":"integer","missingValues":["","NA"]},{"name":"y","type":"string","constraints":{"required":true}}]"#
        )
    }

    @Test func choicesOnlyWhenTheyRepeat() {
        #expect(
            column(Array(repeating: "a", count: 10) + Array(repeating: "b", count: 10)).contains(#""enum":["a","b"]"#))
        #expect(!column(Array(repeating: "a", count: 10) + Array(repeating: "b", count: 9)).contains("enum"))
        #expect(!column((0..<21).flatMap { Array(repeating: "v\($0)", count: 10) }).contains("enum"))
    }

    @Test func rangesOnlyWhenAskedFor() {
        #expect(!column(["3", "1", "2"]).contains("minimum"))
        #expect(column(["3", "1", "2"], ranges: true).contains(#""minimum":"1","maximum":"3""#))
        #expect(column(["3", "1.5", "2"], ranges: true).contains(#""minimum":"1.5""#))
    }

    @Test func delimiterIsRecorded() {
        #expect(SchemaInference.infer(Array("a;b\n1;2\n".utf8))["dialect"] == ["delimiter": ";"])
        #expect(SchemaInference.infer(Array("a,b\n1,2\n".utf8))["dialect"] == nil)
        #expect(SchemaInference.infer(Array("a\tb\n1\t2\n".utf8), name: RepoPath("x.tsv"))["dialect"] == nil)
        #expect(SchemaInference.infer(Array("a|b|c\n1,5|2|3\n".utf8))["dialect"] == ["delimiter": "|"])
    }

    /// Whatever a table holds, it satisfies the schema that was inferred from it.
    @Test func inferredSchemaHolds() throws {
        var random = SeededGenerator(seed: 11)
        let cells = [
            "1", "-7", "007", "2.5", "1e400", "NaN", "INF", "true", "NA", "-", "", "x", "é", "\"a,b\"", "\"q\"\"\"",
            "2024-02-29", "2024-01-01T10:00:00Z", "10:00:00", "99999999999999999999", "+1", "0", "-0",
        ]
        for _ in 0..<2000 {
            let pool = (0..<Int.random(in: 1...3, using: &random)).map { _ in cells.randomElement(using: &random) ?? ""
            }
            var text = "a,b\n"
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                text +=
                    (pool.randomElement(using: &random) ?? "") + "," + (pool.randomElement(using: &random) ?? "") + "\n"
            }
            let ranges = Bool.random(using: &random)
            let schema = SchemaInference.infer(Array(text.utf8), ranges: ranges)
            let report = TableValidator.validate(
                Array(text.utf8), name: RepoPath("data.csv"), schema: try TableSchema(schema, path: "s.json"))
            #expect(
                report.isValid, "\(text)\(schema.serialized(.pretty).asText)\n\(report.findings.map(\.description))")
        }
    }
}
