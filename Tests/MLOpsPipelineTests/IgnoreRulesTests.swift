import MLOpsPipeline
import MLOpsTestSupport
import Testing

@Suite struct IgnoreRulesTests {
    @Test(arguments: [
        ("a.tmp", true), ("deep/er/a.tmp", true), ("keep.tmp", false), ("build/x", true), ("sub/build", false),
        ("top.txt", true), ("sub/top.txt", false), ("sub/own", true), ("own", false), ("sub/a.tmp", false),
        ("#x", true), ("x y", true), ("../outside.tmp", false), ("deep/logs/1/a", true), ("deep/lo/1/a", false),
    ]) func lastRuleCounts(path: String, isIgnored: Bool) throws {
        let folder = TempDirectory()
        try folder.write(
            ".dvcignore", "# comment\n*.tmp\n!keep.tmp\nbuild/\n/top.txt\n\\#x\n  x y  \n\ndeep/**/1\n!deep/lo/1\n")
        try folder.write("sub/.dvcignore", "own\n!a.tmp\n")
        try folder.write("sub/build", "a file")
        try folder.write("build/x", "")
        var rules = IgnoreRules(root: folder.path)
        #expect(rules.ignores(path) == isIgnored)
    }
}
