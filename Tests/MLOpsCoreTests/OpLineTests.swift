import MLOpsCore
import Testing

@Suite struct OpLineTests {
    private func line(_ text: String) -> OpLine? { OpLine(Array(text.utf8)) }
    private let id = String(repeating: "a", count: 40)

    private func body(_ text: String) -> String? {
        guard let range = line(text)?.nameRange else { return nil }
        var bytes = Array(text.utf8)
        bytes.removeSubrange(range)
        return bytes.asText
    }

    @Test func theNameIsCutOutWithItsComma() {
        #expect(body("{\"by\":\"a\",\"id\":\"\(id)\",\"k\":\"run.note\"}") == "{\"by\":\"a\",\"k\":\"run.note\"}")
        #expect(body("{\"id\":\"\(id)\",\"k\":\"run.note\"}") == "{\"k\":\"run.note\"}")
    }

    @Test func aNameInsideAValueIsNotTheOps() {
        let text = "{\"a\":{\"id\":\"x\"},\"id\":\"\(id)\",\"k\":\"run.note\"}"
        #expect(body(text) == "{\"a\":{\"id\":\"x\"},\"k\":\"run.note\"}")
        #expect(line(text)?.op.body["a"] == ["id": "x"])
    }

    @Test func aLineThatIsNotCanonicalIsStillRead() {
        let text = "{ \"k\": \"run.note\", \"id\": \"\(id)\" }"
        #expect(line(text)?.op.id == id)
        #expect(line(text)?.nameRange == nil)
    }

    @Test(arguments: [
        "", "{}", "[]", "null", "{\"id\":1,\"k\":\"x\"}", "{\"id\":\"short\",\"k\":\"x\"}", "{\"id\":\"", "\u{0}",
    ]) func whatIsNoOpIsNoLine(text: String) {
        #expect(line(text) == nil)
    }

    @Test func namesOutOfOrderAndTwiceAreFoundAlike() throws {
        var generator = SeededNames(seed: 7)
        for _ in 0..<200 {
            let names = (0..<generator.next(30)).map { _ in generator.name() }
            let text = "{" + names.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",") + "}"
            guard case .object(let object) = try JSONValue.parse(Array(text.utf8)) else {
                Issue.record("no object"); return
            }
            for name in Set(names) {
                #expect(object[name] == .integer(Int64(names.lastIndex(of: name)!)))
            }
            #expect(object["absent"] == nil)
            #expect(object.count == Set(names).count)
            let sorted = JSONValue.object(object).serialized(.compact(sortedKeys: true)).asText
            let expected = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                .map { "\"\($0)\":\(names.lastIndex(of: $0)!)" }.joined(separator: ",")
            #expect(sorted == "{\(expected)}")
        }
    }
}

private struct SeededNames {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    /// Few letters, so that names repeat and are prefixes of each other.
    mutating func name() -> String {
        String((0...next(3)).map { _ in ["a", "b", "z", "é"][next(4)] }.joined())
    }
}
