import MLOpsCore
import MLOpsQuality
import Testing

/// Patterns through the validator: a value passes exactly when all of it matches.
@Suite struct PatternTests {
    private func matches(_ pattern: String, _ value: String) throws -> Bool {
        let constraint = JSONValue.object(["pattern": .string(pattern)])
        let schema: JSONValue = ["fields": [["name": "x", "constraints": constraint]], "missingValues": []]
        let text = "x\n\"" + value.replacing("\"", with: "\"\"") + "\"\n"
        return TableValidator.validate(
            Array(text.utf8), name: RepoPath("x.csv"), schema: try TableSchema(schema, path: "s.json")
        ).isValid
    }

    @Test(arguments: [
        ("user\\d{6}", ["user123456"], ["user12345", "user1234567", " user123456"]),
        ("a|bc", ["a", "bc"], ["ab", "abc", ""]),
        ("^a.c$", ["abc", "aéc", "a😀c"], ["a\nc", "ac"]),
        ("(ab)*", ["", "ab", "abab"], ["aba"]),
        ("(?:a|b)+?c", ["abac"], ["c"]),
        ("[a-c-]+", ["a-c", "-"], ["d"]),
        ("[^a-c]{2,3}", ["de", "def"], ["d", "da", "defg"]),
        ("[]x]+", ["]x"], ["y"]),
        ("\\w+@\\w+\\.\\w{2,}", ["a_1@bé.de"], ["a@b.c", "a b@c.de"]),
        ("\\p{Lu}\\p{L}*", ["Éa"], ["éa", "1"]),
        ("\\s\\S", [" x", "\u{a0}x"], ["xx"]),
        ("\\(\\)\\[\\]\\.\\\\", ["()[].\\"], ["()[]x\\"]),
        ("x{0}y{2}", ["yy"], ["xyy"]),
        ("", [""], ["a"]),
        ("[\\d.-]+", ["1.-2"], ["a"]),
        ("(a|^b)c", ["ac", "bc"], ["c"]),
    ])
    func wholeValues(pattern: String, good: [String], bad: [String]) throws {
        for value in good { #expect(try matches(pattern, value), "\(pattern) \(value)") }
        for value in bad { #expect(try !matches(pattern, value), "\(pattern) \(value)") }
    }

    /// What takes a backtracking engine longer than the universe has lasted.
    @Test func noPatternIsSlow() throws {
        let value = String(repeating: "a", count: 50_000) + "!"
        for pattern in ["(a+)+", "(a|aa)+", "(a*)*b", "(.*)(.*)(.*)(.*)x", "([a-z]+)*", "(a?){500}a{500}"] {
            #expect(try !matches(pattern, value))
        }
    }

    @Test(arguments: [
        ("(a", "'(' without ')'"), ("a)", "')' without '('"), ("[a", "'[' without ']'"),
        ("*a", "'*' has nothing to repeat"),
        ("a**", "two quantifiers in a row"), ("a{2,1}", "the second number is less than the first"),
        ("(?=a)", "lookaround and flags are not known"), ("(a)\\1", "'\\1' is not known"),
        ("a^b", "'^' can only stand at the start"),
        ("[b-a]", "a range in reverse order"), ("((a{99}){99}){99}", "the pattern is too large"),
        ("((((){99999}){99999}){99999})", "the pattern is too large"),
    ])
    func refusals(pattern: String, reason: String) throws {
        do {
            _ = try matches(pattern, "")
            Issue.record("\(pattern) was taken")
        } catch let error as SchemaError {
            #expect(error.description.contains(reason), "\(error)")
            #expect(error.place == "fields[0].constraints.pattern")
        }
    }

    @Test func deepGroupsAreRefused() {
        let pattern = String(repeating: "(", count: 5000) + String(repeating: ")", count: 5000)
        #expect(throws: SchemaError.self) { try matches(pattern, "") }
    }
}
