import MLOpsCore
import MLOpsLFS
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Patterns of gitignore(5), against git itself.
@Suite struct PathFilterTests {
    @Test(arguments: [
        ("*.bin", "a.bin", true), ("*.bin", "d/a.bin", true), ("*.bin", "a.bin/x", true), ("*.bin", "a.binx", false),
        ("media", "media/a", true), ("media", "x/media/a", true), ("media", "mediax/a", false),
        ("/media", "x/media/a", false),
        ("a/*", "a/b", true), ("a/*", "a/b/c", true), ("a/*", "x/a/b", false), ("**/b", "b", true),
        ("**/b", "x/y/b", true),
        ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**", "a/x", true), ("./a", "a", true),
        ("a/", "a/b", true),
        ("a?", "ab", true), ("a?", "a/", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
        ("[[:digit:]]x", "1x", true),
        ("a\\*", "a*", true), ("a\\*", "ab", false), ("a[[:space:]]b", "a b", true), ("*", "x/y", true),
        ("é*", "éa", true),
    ])
    func matchesAsManual(_ pattern: String, _ path: String, _ expected: Bool) {
        #expect(PathFilter(include: pattern).accepts(RepoPath(path)) == expected)
        #expect(PathFilter(exclude: pattern).accepts(RepoPath(path)) != expected)
    }

    @Test func listsAreSplitAtCommas() {
        let filter = PathFilter(include: "a, b/*.x ,", exclude: "a/no")
        #expect(filter.accepts(RepoPath("a/yes")) && filter.accepts(RepoPath("b/1.x")))
        #expect(!filter.accepts(RepoPath("a/no")) && !filter.accepts(RepoPath("c")))
    }

    @Test func hostilePatternsEnd() {
        let stars = String(repeating: "*a", count: 60)
        #expect(!PathFilter(include: stars).accepts(RepoPath(String(repeating: "a", count: 200) + "b")))
    }

    /// Random patterns and paths, against `git check-ignore`.
    @Test func agreesWithGit() throws {
        let repository = try TempRepository()
        var random = SeededGenerator(seed: 11)
        let alphabet = ["a", "b", "*", "**", "?", "/", "[ab]", "[!a]", ".", "x"]
        let names = ["a", "b", "ab", "ba", "x", "a.x", ".a"]
        for _ in 0..<60 {
            let pattern = (0..<Int.random(in: 1...5, using: &random)).map { _ in alphabet.randomElement(using: &random)!
            }
            .joined()
            if pattern.hasSuffix("/") || pattern.contains("//") || pattern.hasPrefix("./") || pattern.contains("***")
                || pattern == "." || pattern == "/." || pattern.contains("**") && pattern != "**"
            {
                continue
            }
            try repository.write(".git/info/exclude", pattern + "\n")
            let paths = (0..<12).map { _ in
                (0..<Int.random(in: 1...3, using: &random)).map { _ in names.randomElement(using: &random)! }
                    .joined(separator: "/")
            }
            let result = try repository.git(
                "check-ignore", "--no-index", "--stdin", input: paths.map { $0 + "\n" }.joined())
            let ignored = Set(result.output.split(separator: "\n").map(String.init))
            for path in Set(paths) {
                #expect(
                    PathFilter(include: pattern).accepts(RepoPath(path)) == ignored.contains(path), "\(pattern) \(path)"
                )
            }
        }
    }
}
