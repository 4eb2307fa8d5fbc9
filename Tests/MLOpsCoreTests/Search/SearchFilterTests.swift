import MLOpsCore
import MLOpsTestSupport
import Testing

@Suite struct SearchFilterTests {
    @Test(
        arguments: [
            ("metrics.loss > 0.4 OR metrics.loss < 0", "OR is not known in filters: clauses are joined by AND"),
            ("metrics.loss <> 1", "'<>' is no operator"),
            ("tags.team = red", "expected a string in quotes, not red, in the filter"),
            ("metrics.a-b > 1", "unexpected '-' in the filter"),
            ("metrics.a LIKE 'x'", "'LIKE' does not compare numbers"),
            ("status IN ('x')", "IN is not for this key in the filter"),
            ("metrics.a IS NULL", "IS NULL is for tags and params of runs"),
            ("metrics.a > 1 metrics.b > 1", "expected AND before 'metrics' in the filter"),
            ("tags.team = 'red", "' without its end in the filter"),
            (" ", "expected a key at the end of the filter"),
        ])
    func saysWhatIsWrong(_ filter: String, _ message: String) {
        let error = #expect(throws: SearchError.self) { try SearchFilter(filter, of: .runs) }
        #expect(error?.message == message)
    }

    @Test func keysAreWhatTheFilterAsksFor() throws {
        let filter = try SearchFilter("metrics.a > 1 AND created < 5 AND tags.`x y` IS NULL", of: .runs)
        #expect(filter.keys == [.metric("a"), .attribute("start_time"), .tag("x y")])
    }

    @Test func stagesAndAliasesOfVersionsAreOneOfSeveral() throws {
        let filter = try SearchFilter("stage = 'Production' AND alias IN ('a', 'b')", of: .modelVersions)
        let found = filter.matches { key in
            key == .attribute("stage") ? [.text("Staging"), .text("Production")] : [.text("b")]
        }
        #expect(found)
        #expect(!filter.matches { _ in [] })
    }

    /// Neither crashes nor takes long, whatever it is given.
    @Test func hostileTextIsRefusedOrTaken() {
        var random = SeededGenerator(seed: 11)
        let parts = [
            "metrics", ".", "`", "'", "\"", "AND", "in", "(", ")", ",", "-", "1e999", "\u{0}", "é", "%", "IS", " ", "=",
            "!",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in parts.randomElement(using: &random)! }
            _ = try? SearchFilter(text.joined(), of: .runs)
            _ = try? SearchOrder(text.joined(separator: " "), of: .modelVersions)
        }
        let pattern = "tags.a LIKE '" + String(repeating: "%a", count: 2000) + "b'"
        let value = SearchValue.text(String(repeating: "a", count: 4000))
        #expect((try? SearchFilter(pattern, of: .runs))?.matches { _ in [value] } == false)
        #expect(throws: SearchError.self) { try SearchFilter(String(repeating: "x", count: 200_000), of: .runs) }
    }
}
