import MLOpsCore
import MLOpsTestSupport
import Testing

@Suite struct MetricPointTests {
    /// The quick way of writing and reading is the slow one.
    @Test func linesAreTheJSONOfPoints() {
        var random = SeededGenerator(seed: 5)
        let keys = ["loss", "val.acc", "caf\u{e9}", "a\"b\\c\n", "", "e\u{301}", "\u{1F600}"]
        let values = [0, -0.0, 1, 0.1, 1e-7, 1e300, .leastNonzeroMagnitude, -12.5, .nan, .infinity, -.infinity]
        for _ in 0..<2000 {
            let value =
                Bool.random(using: &random) ? values.randomElement(using: &random)! : Double(bitPattern: random.next())
            let point = MetricPoint(
                key: keys.randomElement(using: &random)!, value: value,
                step: Int64.random(in: -3...3, using: &random) << Int64.random(in: 0...60, using: &random),
                time: Int64.random(in: 0...4_102_444_800_000, using: &random))
            var line: [UInt8] = []
            point.appendLine(to: &line)
            #expect(line == point.json.serialized(.compact) + [0x0a])
            let back = MetricPoint(line: line.dropLast())
            #expect(back?.json == point.json)
            #expect(back?.key.utf8.elementsEqual(point.key.utf8) == true)
            #expect(back?.value.sign == point.value.sign || point.value.isNaN)
        }
    }

    @Test(arguments: [
        "", "[", "[]", "[\"a\"]", "[\"a\",1,2]", "[\"a\",1,2,3", "[\"a\",1,,3]", "[\"a\",x,2,3]", "[\"a\",1,2.5,3]",
        "[\"a\",1,2,3]x", "[1,1,2,3]", "[\"a,1,2,3]", "[\"a\",\"1\",2,3]",
    ])
    func whatIsNoPointIsRefused(line: String) {
        #expect(MetricPoint(line: Array(line.utf8)) == nil)
    }

    @Test func membersThatALaterVersionAddsAreIgnored() {
        #expect(
            MetricPoint(line: Array("[\"a\",1,2,3,{\"x\":1}]".utf8))
                == MetricPoint(key: "a", value: 1, step: 2, time: 3))
    }

    @Test func stepsBeyondWhatDoublesHoldAreStrings() {
        let point = MetricPoint(key: "a", value: 1, step: .max, time: 1 << 53)
        #expect(point.json.serialized(.compact).asText == "[\"a\",1.0,\"9223372036854775807\",9007199254740992]")
        #expect(MetricPoint(point.json) == point)
    }

    @Test func summariesDoNotOverflow() {
        var summary = MetricSummary(count: .max, last: 1, step: 1, time: 1, min: 1, max: 1)
        summary.merge(MetricSummary(MetricPoint(key: "a", value: .nan, step: 1, time: 2)))
        #expect(summary.count == .max)
        #expect(summary.last.isNaN)
        #expect(summary.min == 1)
    }
}
