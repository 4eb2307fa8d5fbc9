import MLOpsCore
import Testing

@Suite struct OpTests {
    @Test func aLineIsCanonicalAndComesBack() throws {
        let body: JSONObject = ["k": "run.note", "z": 1, "a": ["nested": [1.5, "é\n"]], "l": 3]
        let op = Op(id: String(repeating: "1", count: 40), body: body)
        let text =
            #"{"a":{"nested":[1.5,"é\n"]},"id":"1111111111111111111111111111111111111111","k":"run.note","l":3,"z":1}"#
        #expect(op.line.asText == text)
        #expect(Op(line: op.line) == op)
    }

    @Test func unknownMembersSurvive() throws {
        let line = Array(
            #"{"future":{"x":[1]},"id":"2222222222222222222222222222222222222222","k":"model.teleport","l":9}"#.utf8)
        #expect(Op(line: line)?.line == line)
    }

    @Test(arguments: [
        "", "{}", "{\"k\":\"run.note\"}", "[1]", "{\"id\":\"short\",\"k\":\"x\"}", "{\"id\":1,\"k\":\"x\"}",
        "{\"id\":\"11",
    ])
    func whatIsNoOpIsRefused(line: String) {
        #expect(Op(line: Array(line.utf8)) == nil)
    }

    @Test func numbersThatJSONLacksAreStrings() {
        let point = MetricPoint(key: "loss", value: -.infinity, step: 2, time: 3)
        #expect(point.json.serialized(.compact).asText == #"["loss","-Infinity",2,3]"#)
        #expect(MetricPoint(point.json) == point)
        #expect(MetricPoint(["loss", "NaN", 1, 1])?.value.isNaN == true)
        #expect(MetricPoint(["loss", "1.5", 1, 1]) == nil)
    }
}
