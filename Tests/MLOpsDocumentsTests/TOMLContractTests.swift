import MLOpsCore
import MLOpsDocuments
import MLOpsTestSupport
import Testing

/// Against Python's own reader (tomllib): it accepts what we accept and reads the same values.
@Suite struct TOMLContractTests {
    private static let samples = [
        "a = 1\nb.c = 'x'\nb.d = 2.5e-3\n[t.u]\nd = \"\"\"\ny\\\n   z\"\"\"\n[t]\ne = 0x1F\n",
        "[[v]]\ne = [1, {f = 2024-01-31, g.h = true}, []]\n[[v]]\ng = -inf\n[v.w]\nx = 1_000\n[[v.y]]\n",
        "d = 1979-05-27T07:32:00.5Z\nt = 07:32:00\n\"quoted key\" = 'C:\\no'\n[a.b.c]\nz = 9\n[a]\nq = \"\\u00e9\\\"\"\n",
        "x = [\n  1, # one\n  2,\n]\ny = {}\nz = '''a'b''c'''\n[fruit]\napple.color = 1\napple.taste.sweet = true\n[fruit.apple.texture]\n",
    ]

    private static let tokens = [
        "[", "]", "[[", "]]", "{", "}", "\"", "'", "\"\"\"", "'''", "\n", "#", ",", ".", "=", "_", "-", "+", "0", "1",
        "e", "a", "b.c",
        "\\", "\\u0041", "\t", " ", "nan", "a = 1\n", "[a]\n", "[[a]]\n", "[t.u]\n", "é", "2024-02-30", "0x", "T", "Z",
        ":",
    ]

    private static let script = """
        import json, sys, tomllib
        def read(text):
            try:
                return {"value": tomllib.loads(text)}
            except (ValueError, RecursionError):
                return None
        print(json.dumps([read(t) for t in json.load(sys.stdin)], default=lambda moment: "a moment"))
        """

    @Test func agreesOnMutatedDocuments() throws {
        let python = try #require(Peers.find("python3"), Comment(rawValue: Peers.missing("python3")))
        var random = SeededGenerator(seed: 3)
        let texts = Self.samples + (0..<3000).map { _ in Self.mutated(using: &random) }
        let folder = TempDirectory()
        let result = try Shell.run(
            [python, "-c", Self.script], in: folder.path, environment: ["PATH": "/usr/bin:/bin"],
            input: JSONValue.array(texts.map(JSONValue.string)).serialized()
        ).check()
        let theirs = try JSONValue.parse(result.outputBytes, options: .allowNonFinite).arrayValue ?? []
        #expect(theirs.count == texts.count)
        for (text, expected) in zip(texts, theirs) {
            let ours = try? Document.parse(Array(text.utf8), format: .toml, name: "x")
            let isSame = expected["value"].map { value in ours.map { Self.same($0, value) } ?? false } ?? (ours == nil)
            #expect(isSame, "\(text.debugDescription): \(ours.debugDescription) is not \(expected)")
        }
        #expect(theirs.count { !$0.isNull } > 300)
    }

    private static func mutated(using random: inout SeededGenerator) -> String {
        var text = Array(samples.randomElement(using: &random)!)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let at = Int.random(in: 0...text.count, using: &random)
            if Bool.random(using: &random) {
                text.insert(contentsOf: tokens.randomElement(using: &random)!, at: at)
            } else {
                text.removeSubrange(at..<min(text.count, at + Int.random(in: 1...3, using: &random)))
            }
        }
        return String(text)
    }

    private static func same(_ ours: JSONValue, _ theirs: JSONValue) -> Bool {
        switch (ours, theirs) {
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { same($0, $1) }
        case (.object(let left), .object(let right)):
            left.keys == right.keys
                && left.allSatisfy { member in right[member.key].map { same(member.value, $0) } ?? false }
        case (.string, "a moment"): true
        default: ours == theirs
        }
    }
}
