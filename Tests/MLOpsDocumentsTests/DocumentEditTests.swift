import MLOpsCore
import MLOpsDocuments
import MLOpsTestSupport
import Testing

@Suite struct DocumentEditTests {
    private func edit(
        _ text: String, _ format: DocumentFormat, _ key: String, _ value: JSONValue
    ) throws -> String {
        let bytes = try Document.edit(Array(text.utf8), format: format, name: "params", set: [(key, value)])
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let yaml = """
        # the learning rate
        lr:   0.1   # tuned by hand
        train: {epochs: 10, "opt": 'adam'}
        model:
          layers:   # sizes
          - 64
          - 32

          name: "résumé net" # quoted
          empty:
          text: |
            one
            two
        # end

        """

    @Test(arguments: [
        ("lr", JSONValue.double(0.001), "lr:   0.1 ", "lr:   0.001 "),
        ("train.epochs", 20, "epochs: 10,", "epochs: 20,"),
        ("train.opt", "it's", "'adam'", "'it''s'"),
        ("train.new", true, "'adam'}", "'adam', new: true}"),
        ("model.name", "x", "\"résumé net\"", "\"x\""),
        ("model.name", 3, "\"résumé net\"", "3"),
        ("model.empty", "on", "empty:\n", "empty: \"on\"\n"),
        ("model.layers.1", 16, "- 32", "- 16"),
        ("model.layers", JSONValue.array([1, 2]), "layers:   # sizes\n  - 64\n  - 32\n", "layers: [1, 2]\n"),
        ("model.text", "flat", "|\n    one\n    two\n", "flat\n"),
        ("model.deep.er", 1, "    two\n", "    two\n  deep:\n    er: 1\n"),
        ("added", nil, "    two\n", "    two\nadded: null\n"),
        ("lr", 1e-5, "0.1 ", "1.0e-05 "),
        ("lr", .double(.nan), "0.1 ", ".nan "),
    ])
    func yamlKeepsAllElse(_ key: String, _ value: JSONValue, _ old: String, _ new: String) throws {
        #expect(try edit(Self.yaml, .yaml, key, value) == Self.yaml.replacing(old, with: new, maxReplacements: 1))
    }

    @Test func yamlWithCarriageReturnsAndWithout() throws {
        #expect(try edit("a: 1\r\nb: 2\r\n", .yaml, "a", 5) == "a: 5\r\nb: 2\r\n")
        #expect(try edit("a: 1\r\nb: 2\r\n", .yaml, "c", 5) == "a: 1\r\nb: 2\r\nc: 5\r\n")
        #expect(try edit("a: 1", .yaml, "b", 5) == "a: 1\nb: 5")
        #expect(try edit("", .yaml, "a.b", 5) == "a:\n  b: 5\n")
        #expect(try edit("# only\n", .yaml, "a", 5) == "# only\na: 5\n")
        #expect(try edit("a: &x 1\nb: 2\n", .yaml, "a", 3) == "a: &x 3\nb: 2\n")
        #expect(try edit("a: one\n  two\nb: 2\n", .yaml, "a", "x") == "a: x\nb: 2\n")
        #expect(try edit("a: {}\n", .yaml, "a.b", 1) == "a: {b: 1}\n")
        #expect(try edit("a:\n", .yaml, "a.b", 1) == "a: {b: 1}\n")
        #expect(try edit("a.b: 1\na: {b: 2}\n", .yaml, "a.b", 3) == "a.b: 3\na: {b: 2}\n")
    }

    @Test func whatWouldTouchOtherValuesIsRefused() throws {
        let shared = "base: &b {x: 1}\nuse: *b\n"
        let error = #expect(throws: DocumentError.self) { try edit(shared, .yaml, "use.x", 2) }
        #expect(error?.key == "use.x")
        #expect(throws: DocumentError.self) { try edit("a: 1\n", .yaml, "a.b", 2) }
        #expect(throws: DocumentError.self) { try edit("a = 1\n", .python, "a", 2) }
    }

    @Test func mergedKeysAreOverridden() throws {
        let text = "base: &b\n  x: 1\nuse:\n  <<: *b\n  y: 2\n"
        #expect(try edit(text, .yaml, "use.x", 5) == text + "  x: 5\n")
    }

    @Test func json() throws {
        let text = "{\n    \"a\": 1, \"b\": {\"c\" : [1, 2]},\n    \"e\": {}\n}\n"
        #expect(try edit(text, .json, "a", 2.5) == text.replacing("1, \"b\"", with: "2.5, \"b\""))
        #expect(try edit(text, .json, "b.c.1", 9) == text.replacing("[1, 2]", with: "[1, 9]"))
        #expect(try edit(text, .json, "e.x", "y") == text.replacing("{}", with: "{\"x\": \"y\"}"))
        #expect(try edit(text, .json, "n", nil) == text.replacing("{}\n}", with: "{},\n    \"n\": null\n}"))
        #expect(try edit("{\"a\": 1}", .json, "b.c", 2) == "{\"a\": 1, \"b\": {\"c\":2}}")
        #expect(try edit("{}", .json, "a", .double(.infinity)) == "{\"a\": Infinity}")
    }

    @Test func toml() throws {
        let text = """
            title = "x" # name
            point = { x = 1, y = 2 }

            [train]
            lr = 0.1  # rate
            list = [
              1, # one
              2,
            ]
            [train.deep]
            s = '''a
            lr = 3'''
            [[item]]
            n = 1
            [[item]]
            n = 2

            """
        #expect(try edit(text, .toml, "train.lr", 0.5) == text.replacing("lr = 0.1", with: "lr = 0.5"))
        #expect(try edit(text, .toml, "title", "it's \"q\"") == text.replacing("\"x\"", with: "\"it's \\\"q\\\"\""))
        #expect(try edit(text, .toml, "point.y", 7) == text.replacing("y = 2", with: "y = 7"))
        #expect(try edit(text, .toml, "point.z", 7) == text.replacing("y = 2 }", with: "y = 2, z = 7 }"))
        #expect(try edit(text, .toml, "train.list.1", 7) == text.replacing("  2,", with: "  7,"))
        #expect(try edit(text, .toml, "item.1.n", 3) == text.replacing("n = 2", with: "n = 3"))
        #expect(
            try edit(text, .toml, "train.new", true)
                == text.replacing("]\n[train.deep]", with: "]\nnew = true\n[train.deep]"))
        #expect(try edit(text, .toml, "top", 1) == text.replacing("y = 2 }\n", with: "y = 2 }\ntop = 1\n"))
        #expect(try edit("", .toml, "a.b", 1) == "a.b = 1\n")
        // Lists and tables that end where their last value does.
        let tight = "l = [1, 2]\nt = {x = 1}\n[goo]\nbag = 3.0\nl = [\"p\"]"
        #expect(try edit(tight, .toml, "l", [3]) == tight.replacing("[1, 2]", with: "[3]"))
        #expect(try edit(tight, .toml, "l.1", 3) == tight.replacing("2]", with: "3]"))
        #expect(try edit(tight, .toml, "t.x", 3) == tight.replacing("x = 1", with: "x = 3"))
        #expect(try edit(tight, .toml, "goo.bag", 4) == tight.replacing("3.0", with: "4"))
        #expect(try edit(tight, .toml, "goo.l", [1]) == tight.replacing("[\"p\"]", with: "[1]"))
        #expect(throws: DocumentError.self) { try edit(text, .toml, "title", nil) }
    }

    /// Any value at any key of a generated document: the edit reads back as exactly that change.
    @Test(arguments: 0..<40) func anyEditReadsBack(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let document = Self.document(depth: 3, using: &random)
        let value = Self.scalar(using: &random)
        let entries = FlatKeys.flatten(.object(document)).map(\.key) + ["fresh.key"]
        let key = entries.randomElement(using: &random)!
        for format in [DocumentFormat.yaml, .json] {
            let text =
                format == .json
                ? JSONValue.object(document).serialized(.pretty) : Array(Self.block(document, indent: 0).utf8)
            let edited = try Document.edit(text, format: format, name: "p", set: [(key, value)])
            let read = FlatKeys.value(at: key, in: try Document.parse(edited, format: format, name: "p"))
            #expect(read == value, "seed \(seed), \(format), key \(key)")
        }
    }

    private static func document(depth: Int, using random: inout SeededGenerator) -> JSONObject {
        var object = JSONObject()
        for index in 0..<Int.random(in: 1...4, using: &random) {
            let isInner = depth > 0 && Bool.random(using: &random)
            object["k\(index)"] = isInner ? .object(document(depth: depth - 1, using: &random)) : scalar(using: &random)
        }
        return object
    }

    private static func scalar(using random: inout SeededGenerator) -> JSONValue {
        let texts = [
            "", "on", "a: b", "x # y", "it's", "\"q\"", "- a", "1e5", "tab\there", "two\nlines", "é", "{", "null", "@x",
        ]
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return .integer(Int64.random(in: -1000...1000, using: &random))
        case 1: return .double(Double.random(in: -1e9...1e9, using: &random) * 1e-12)
        case 2: return .bool(Bool.random(using: &random))
        case 3: return .array([1, "x"])
        default: return .string(texts.randomElement(using: &random)!)
        }
    }

    private static func block(_ object: JSONObject, indent: Int) -> String {
        let lead = String(repeating: " ", count: indent)
        return object.map { key, value in
            if let inner = value.objectValue { return "\(lead)\(key):\n" + block(inner, indent: indent + 2) }
            return "\(lead)\(key): \(YAMLText.flow(value))  # note\n"
        }.joined()
    }
}
