import MLOpsCore
import MLOpsTestSupport
import Testing

@Suite struct RepoPathTests {
    /// What `git ls-files` prints for names of any bytes.
    @Test(arguments: [true, false])
    func quotesAsGitDoes(quoteHighBytes: Bool) throws {
        let temp = try TempRepository()
        try temp.git("config", "core.quotePath", quoteHighBytes ? "true" : "false").check()
        let empty = try temp.git("hash-object", "-w", "--stdin", input: "").check().output
        let names = Self.names(seed: 3)
        let index = names.flatMap { name -> [UInt8] in Array("100644 \(empty)\t".utf8) + name + [0] }
        try Shell.run(
            ["git", "update-index", "-z", "--index-info"], in: temp.path, environment: temp.environment, input: index
        ).check()
        let raw = try temp.git("ls-files", "-z").check().outputBytes.split(separator: 0).map { Array($0) }
        let shown = try temp.git("ls-files").check().outputBytes.split(separator: 0x0a).map { Array($0) }
        #expect(raw.count == names.count)
        for (name, line) in zip(raw, shown) {
            let isText = String(validating: name, as: UTF8.self) != nil
            if quoteHighBytes || isText {
                #expect(Array(RepoPath(bytes: name).quoted(quoteHighBytes: quoteHighBytes).utf8) == line)
            }
        }
    }

    /// Every byte that a name may hold, alone, and some names of several.
    private static func names(seed: UInt64) -> [[UInt8]] {
        var random = SeededGenerator(seed: seed)
        let single = (UInt8(1)...255).filter { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ".") }
        let several = (0..<200).map { _ in
            [UInt8(ascii: "n")]
                + (0..<Int.random(in: 1...8, using: &random)).map { _ in single.randomElement(using: &random)! }
        }
        let text = ["é", "e\u{301}", "日本", "a b", "\u{1f600}"].map { Array($0.utf8) }
        return Array(Set(single.map { [$0] } + several + text))
    }

    @Test func neverLosesBytesItShows() {
        #expect(RepoPath(bytes: [0x63, 0xe9]).quoted(quoteHighBytes: false) == #""c\351""#)
        #expect(RepoPath("é").quoted(quoteHighBytes: false) == "é")
        #expect(RepoPath("é").quoted() == #""\303\251""#)
        #expect(RepoPath("a b").quoted() == "a b")
    }

    @Test func ordersByBytes() {
        let paths = [RepoPath(bytes: [0xff]), RepoPath("é"), RepoPath("b"), RepoPath("a/b"), RepoPath("a")]
        #expect(paths.sorted().map(\.bytes.first) == [0x61, 0x61, 0x62, 0xc3, 0xff])
        #expect(RepoPath("é") != RepoPath("e\u{301}"))
    }
}
