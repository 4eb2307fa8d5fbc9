import MLOpsCore
import MLOpsDocuments
import Testing

@Suite struct DocumentTests {
    private func yaml(_ text: String) throws -> JSONValue {
        try Document.parse(Array(text.utf8), format: .yaml, name: "x.yaml")
    }

    @Test(arguments: [
        ("on", "on"), ("off", "off"), ("yes", "yes"), ("No", "No"), ("y", "y"), ("2024-01-31", "2024-01-31"),
        ("1.2.3", "1.2.3"), ("12:30:45", "12:30:45"), ("0xZZ", "0xZZ"), ("1e", "1e"), ("+", "+"), (".", "."),
        ("e5", "e5"), ("_1", "_1"), ("nan", "nan"), ("inf", "inf"), (".5e3", ".5e3"), ("0o9", "0o9"), ("=", "="),
    ])
    func textStaysText(_ written: String, _ read: String) throws {
        #expect(try yaml("k: \(written)\n")["k"] == .string(read))
    }

    @Test(arguments: [
        ("1", JSONValue.integer(1)), ("-0", 0), ("+12", 12), ("010", 10), ("0o17", 15), ("0x1F", 31), ("0b101", 5),
        ("1_000", 1000), ("9223372036854775807", .integer(.max)),
        ("9223372036854775808", .bigNumber("9223372036854775808")),
        ("-00018446744073709551616", .bigNumber("-18446744073709551616")),
        ("1.5", 1.5), ("1.", .double(1)), (".5", 0.5), ("1e3", .double(1000)), ("1E-3", 0.001), ("-1.5e+10", -1.5e10),
        ("1_0.5_0", 10.5), (".5e+3", .double(500)), (".inf", .double(.infinity)), ("-.Inf", .double(-.infinity)),
        (".NaN", .double(.nan)), ("true", true), ("FALSE", false), ("~", nil), ("null", nil), ("", nil),
        ("'1'", "1"), ("\"true\"", "true"), ("!!str 1", "1"), ("!!float 1", .double(1)), ("!!int 3", 3),
    ])
    func scalarsFollowTheCoreSchema(_ written: String, _ value: JSONValue) throws {
        #expect(try yaml("k: \(written)\n")["k"] == value)
    }

    @Test func keepsTheOrderOfKeys() throws {
        #expect(try yaml("zeta: 1\nalpha: {y: 2, x: 3}\n1: one\n").objectValue?.keys == ["zeta", "alpha", "1"])
    }

    @Test func emptyYAMLIsNull() throws {
        #expect(try yaml("# nothing\n") == .null)
    }

    @Test func mergeKeysAndAliases() throws {
        let value = try yaml("base: &b {a: 1, b: 2}\nmore: &m {c: 3, b: 4}\nx:\n  <<: [*b, *m]\n  a: 9\ny: *b\n")
        #expect(value["x"] == ["a": 9, "b": 2, "c": 3])
        #expect(value["y"] == ["a": 1, "b": 2])
    }

    @Test func doubleKeysAreRefusedWithTheirPlace() throws {
        let error = #expect(throws: DocumentError.self) { try yaml("a: 1\nb:\n  c: 1\n  c: 2\n") }
        #expect(error?.key == "c" || error?.key == "b.c")
        #expect(error?.line != nil)
        #expect(throws: DocumentError.self) { try yaml("1: a\n'1': b\n") }
    }

    @Test(arguments: [
        "a: [1, 2", "a: b: c", "\ta: 1", "a: 'x", "a: 1\n---\nb: 2\n", "a: !thing 1", "? [1]\n: 2\n", "a: *none",
    ])
    func whatIsNoDocumentIsRefused(_ text: String) throws {
        let error = #expect(throws: DocumentError.self) { try yaml(text) }
        #expect(error?.diagnostic.message.hasPrefix("x.yaml:") == true)
    }

    @Test func aliasBombIsRefused() throws {
        var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1...12 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        let error = #expect(throws: DocumentError.self) { try yaml(text) }
        #expect(error?.reason.contains("aliases") == true)
    }

    @Test func aliasBombInAKeyIsRefused() throws {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(throws: DocumentError.self) { try yaml(text + "? *a40\n: 1\n") }
        #expect(throws: DocumentError.self) { try yaml(text + "*a40 : 1\n") }
    }

    @Test func deepNestingIsRefused() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: DocumentError.self) { try yaml(deep) }
        #expect(throws: DocumentError.self) { try yaml(String(repeating: "- ", count: 5_000) + "1") }
        #expect(throws: DocumentError.self) { try Document.parse(Array(deep.utf8), format: .json, name: "x.json") }
        let toml = "a = " + deep
        #expect(throws: DocumentError.self) { try Document.parse(Array(toml.utf8), format: .toml, name: "x.toml") }
        var chained = ""
        for level in 0..<200 {
            chained +=
                "k\(level): &k\(level) " + String(repeating: "[", count: 900) + (level > 0 ? "*k\(level - 1)" : "1")
            chained += String(repeating: "]", count: 900) + "\n"
        }
        #expect(throws: DocumentError.self) { try yaml(chained) }
    }

    @Test func placesOfKeys() throws {
        let text = "stages:\n  train:\n    cmd: x\n    deps:\n    - a\n    - b\n"
        let document = try Document.locate(Array(text.utf8), format: .yaml, name: "dvc.yaml")
        #expect(document.position(of: ["stages", "train", "cmd"]).map { [$0.line, $0.column] } == [3, 5])
        #expect(document.position(of: ["stages", "train", "deps", "1"])?.line == 6)
        #expect(document.position(of: ["stages", "train", "none"])?.line == 2)
    }

    @Test func jsonAsPythonWritesIt() throws {
        let value = try Document.parse(Array(#"{"a": NaN, "b": -Infinity, "c": [1, 2.0]}"#.utf8), path: "m.JSON")
        #expect(value == ["a": .double(.nan), "b": .double(-.infinity), "c": [1, .double(2)]])
    }

    @Test func toml() throws {
        let text =
            "b = 1\na = 'x'\n[t]\nf = 1.5\ninf = -inf\nd = 2024-01-31\nl = [1, 2]\n[[s]]\nn = true\n[[s]]\nn = false\n"
        let value = try Document.parse(Array(text.utf8), path: "p.toml")
        #expect(value["t"]?["f"] == 1.5)
        #expect(value["t"]?["inf"] == .double(-.infinity))
        #expect(value["t"]?["d"] == "2024-01-31")
        #expect(value["t"]?["l"] == [1, 2])
        #expect(value["s"] == [["n": true], ["n": false]])
        let error = #expect(throws: DocumentError.self) {
            try Document.parse(Array("a = 1\na = 2\n".utf8), path: "p.toml")
        }
        #expect(error?.line == 2)
    }

    /// What has to be computed is not known; it is not None.
    @Test(arguments: ["1 + 1", "A * 3", "(1, 2", "{1: 2, 3}", "1, 2 +"])
    func whatPythonComputesIsNoValue(_ text: String) throws {
        #expect(try Document.parse(Array("A = 1\nB = \(text)\n".utf8), path: "p.py").objectValue?.keys == ["A"])
    }

    @Test func python() throws {
        let text = """
            '''doc'''
            import os
            LR: float = 1e-3  # rate
            NAMES = ["a", 'b#c',
                     'd']
            SIZE = (1, -2)
            computed = os.cpu_count()
            both = other = 3
            class Train:
                epochs = 10
                opts = {"x": 1, 'y': None}
                def __init__(self):
                    self.depth = 3
                    local = 4
                def run(self):
                    self.no = 5
            if True:
                hidden = 1
            last = 0x10
            """
        let value = try Document.parse(Array(text.utf8), path: "params.py")
        #expect(
            value == [
                "LR": 0.001, "NAMES": ["a", "b#c", "d"], "SIZE": [1, -2],
                "Train": ["epochs": 10, "opts": ["x": 1, "y": nil], "depth": 3], "last": 16,
            ])
    }

    @Test(arguments: [
        ("0.1", JSONValue.double(0.1)), ("3", 3), ("true", true), ("on", "on"), ("[1, 2]", JSONValue.array([1, 2])),
        ("{a: 1}", JSONValue.object(["a": 1])),
        ("null", nil), ("'1'", "1"), ("a: b", "a: b"), ("[1, 2", "[1, 2"), ("", nil), ("# x", "# x"),
    ])
    func valuesOnTheCommandLine(_ text: String, _ value: JSONValue) {
        #expect(Document.parseValue(text) == value)
    }

    @Test func unknownExtensionSaysWhichAreKnown() {
        let error = #expect(throws: DocumentError.self) { try Document.parse([], path: "metrics.txt") }
        #expect(error?.hint?.contains(".json") == true)
    }
}
