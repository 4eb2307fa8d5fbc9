import MLOpsCore
import MLOpsDocuments
import Testing

@Suite struct DocumentRemoveTests {
    private static func remove(_ key: String, _ text: String, _ format: DocumentFormat = .yaml) throws -> String {
        try Document.remove(key, from: Array(text.utf8), format: format, name: "f").asText
    }

    @Test func onlyTheKeyGoes() throws {
        let text = "# top\na: 1 # one\nb:\n  c: 2\n  # of d\n  d:\n    - x\n    - y\n\n# of e\ne: {f: 1, g: 2}\n"
        #expect(try Self.remove("a", text) == text.replacing("a: 1 # one\n", with: ""))
        #expect(try Self.remove("b.d", text) == text.replacing("  d:\n    - x\n    - y\n", with: ""))
        #expect(try Self.remove("a", "a: 1\n") == "")
        #expect(try Self.remove("e.f", text) == text.replacing("{f: 1, g: 2}", with: "{g: 2}"))
        #expect(try Self.remove("b.c", "b:\n  c: 2\nz: 1 # z\n") == "b: {}\nz: 1 # z\n")
        let flush = "b:\n  c: 1\n  l:\n  - 1\n  - 2\nz: 1\n"
        #expect(try Self.remove("b.l", flush) == flush.replacing("  l:\n  - 1\n  - 2\n", with: ""))
        let toml = "# top\na = 1 # one\n[b]\nl = [\n  1,\n]\nc = [1, 2]\n"
        #expect(try Self.remove("a", toml, .toml) == toml.replacing("a = 1 # one\n", with: ""))
        #expect(try Self.remove("b.l", toml, .toml) == toml.replacing("l = [\n  1,\n]\n", with: ""))
        #expect(throws: DocumentError.self) { try Self.remove("b", toml, .toml) }
        #expect(try Self.remove("a", "{\"b\": 1, \"a\": 2}", .json) == "{\n  \"b\": 1\n}\n")
    }

    /// What the line editor does not understand is refused, never changed into something else.
    @Test(arguments: ["a", "e.f", "missing", "a.x", "l.0"]) func theRestIsRefused(_ key: String) {
        let text = "a: &x 1\nb:\n  c: 2\ne: {f: 1, # one\n  g: 2}\nl:\n- 1\n- 2\nz: *x\n"
        #expect(throws: DocumentError.self) { try Self.remove(key, text) }
    }
}
