import MLOpsCore
import MLOpsDocuments
import MLOpsTestSupport
import Testing

/// Broken and hostile text ends in a value or an error, never in a crash, and an edit says what it should or fails.
@Suite struct DocumentFuzzTests {
    private static let samples: [(DocumentFormat, String)] = [
        (
            .yaml,
            "a: &x [1, 'two', \"three\\n\"]\nb:\n- *x\n- {c: d, e: |\n   text\n  }\n<<: {k: 1.5e3}\n? f\n: !!str 5\n# end\n"
        ),
        (.json, #"{"a": [1, -2.5e10, "x\u00e9\n"], "b": {"c": null, "d": NaN}, "e": true}"#),
        (.toml, "a = 1\nb.c = 'x'\n[t.u]\nd = \"\"\"y\nz\"\"\"\n[[v]]\ne = [1, {f = 2024-01-31}]\n[[v]]\ng = -inf\n"),
        (
            .python,
            "A = 1\nclass B:\n    c = [1, (2, 'x'), {'k': -3.5}]\n    def __init__(self):\n        self.d = '''e\nf'''\n"
        ),
    ]

    private static let tokens = [
        "&a ", "*a", "- ", ": ", "? ", "[", "]", "{", "}", "\"", "'", "|", ">", "\n", "\r", "\t", "#", "<<: ", "!!int ",
        "%", "=", ".",
        "\\", "\u{feff}", "\u{85}", "\u{2028}", "\0", "\"\"\"", "---\n", "...\n", "1e999", "é",
    ]

    @Test(arguments: 1000..<1300) func mutatedTextNeverCrashes(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for (format, text) in Self.samples {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let at = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.insert(contentsOf: Self.tokens.randomElement(using: &random)!.utf8, at: at)
                case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 0...4, using: &random)))
                case 2: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: at)
                default: bytes += bytes[..<at]
                }
            }
            guard let value = try? Document.parse(bytes, format: format, name: "x") else { continue }
            let keys = FlatKeys.flatten(value).map(\.key) + ["new", "b.new"]
            let key = keys.randomElement(using: &random)!
            if let edited = try? Document.edit(bytes, format: format, name: "x", set: [(key, "set")]) {
                let read = try? Document.parse(edited, format: format, name: "x")
                #expect(
                    read.flatMap { FlatKeys.value(at: key, in: $0) } == "set", "seed \(seed), \(format), key \(key)")
            }
        }
    }
}
