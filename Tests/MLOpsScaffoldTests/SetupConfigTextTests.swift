import MLOpsTestSupport
import Testing

@testable import MLOpsScaffold

@Suite struct SetupConfigTextTests {
    static let install = FilterKeys.block(withLFS: false)
    static let initial = ConfigBlock(
        name: "init",
        entries: [
            .init("mlops", nil, "setup", "1"),
            .init("remote", "origin", "fetch", "+refs/mlops/v1/*:refs/mlops-remote/origin/v1/*"),
        ])

    /// Files as people have them.
    static let files: [String?] = [
        nil, "", "\n", "[user]\n\tname = Ada\n", "[user]\n\tname = Ada", "# a remark\n; another\n\n[user]name=Ada\n",
        "[user]\r\n\tname = Ada\r\n", "[user]\r\n\tname = Ada",
        "[include]\n\tpath = other\n[alias]\n\tx = \"!f() { echo a; }; f\"\n",
        "[alias]\n\tlong = one \\\n two\n", "[core]\n\n\n\n", "\u{feff}[user]\n\tname = é\n", "   ",
        "[a \"b\\\"c\\\\d\"]\n\tx\n",
        "[filter \"mlops\"]\n\tclean = something else\n",
    ]

    @Test(arguments: files) func removingAfterAddingGivesBackEveryByte(_ text: String?) {
        let before = ConfigText(text.map { Array($0.utf8) })
        #expect(before.adding(Self.install).removing(Self.install) == before)
    }

    @Test(arguments: files) func twoBlocksComeOutInEitherOrder(_ text: String?) {
        let before = ConfigText(text.map { Array($0.utf8) })
        let both = before.adding(Self.install).adding(Self.initial)
        #expect(both.removing(Self.install).removing(Self.initial) == before)
        #expect(both.removing(Self.initial).removing(Self.install) == before)
    }

    @Test(arguments: files) func addingTwiceChangesNothing(_ text: String?) {
        let once = ConfigText(text.map { Array($0.utf8) }).adding(Self.install)
        #expect(once.adding(Self.install) == once)
        #expect(once.adding(Self.initial).adding(Self.install) == once.adding(Self.initial))
    }

    @Test func randomBytesSurvive() {
        var generator = SeededGenerator(seed: 7)
        let alphabet = Array("[]\"#;=\\\n\r\t ab.".utf8)
        for _ in 0..<500 {
            let count = Int.random(in: 0..<40, using: &generator)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator)! }
            let before = ConfigText(bytes)
            #expect(
                before.adding(Self.initial).adding(Self.install).removing(Self.initial).removing(Self.install) == before
            )
        }
    }

    @Test func anotherVersionsBlockIsReplaced() {
        let before = ConfigText(Array("[user]\n\tname = Ada".utf8))
        let old = ConfigBlock(name: "install", entries: [.init("filter", "mlops", "clean", "git-mlops-filter old")])
        let new = before.adding(old).adding(Self.install)
        #expect(new.contains(Self.install))
        #expect(new.removing(Self.install) == before)
    }

    @Test func linesThatSomebodyAddedInsideStay() throws {
        var text = String(
            decoding: ConfigText(Array("[user]\n\tname = Ada\n".utf8)).adding(Self.install).bytes!, as: UTF8.self)
        text = text.replacing("\trequired = true\n[diff", with: "\trequired = true\n\textra = 1\n[diff")
        let left = ConfigText(Array(text.utf8)).removing(Self.install)
        #expect(
            String(decoding: left.bytes!, as: UTF8.self)
                == "[user]\n\tname = Ada\n[filter \"mlops-notebook\"]\n\textra = 1\n")
    }

    @Test func keysBehindTheBlockKeepTheirSection() {
        let text =
            String(decoding: ConfigText(nil).adding(Self.install).bytes!, as: UTF8.self) + "\tlog = true\n"
        let left = ConfigText(Array(text.utf8)).removing(Self.install)
        #expect(String(decoding: left.bytes!, as: UTF8.self) == "[merge \"mlops-notebook\"]\n\tlog = true\n")
    }

    @Test func aRenamedRemoteLeavesNothingOfOurs() {
        let text = String(decoding: ConfigText(nil).adding(Self.initial).bytes!, as: UTF8.self)
            .replacing("[remote \"origin\"]", with: "[remote \"upstream\"]")
        #expect(ConfigText(Array(text.utf8)).removing(Self.initial).bytes == nil)
    }

    /// What `git remote remove` of a remote before the block, or of one in it, leaves.
    @Test(arguments: ["# >>> git-mlops init", "# <<< git-mlops init"]) func aBlockThatLostAMarkIsStillFound(
        _ mark: String
    ) {
        let before =
            "[user]\n\tname = Ada\n[remote \"origin\"]\n\turl = x\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n"
        let after = "[alias]\n\tst = status\n"
        let whole = String(decoding: ConfigText(Array(before.utf8)).adding(Self.initial).bytes!, as: UTF8.self) + after
        let lines = whole.split(separator: "\n").filter { !$0.hasPrefix(mark) }
        let text = ConfigText(Array((lines.joined(separator: "\n") + "\n").utf8))
        #expect(String(decoding: text.removing(Self.initial).bytes!, as: UTF8.self) == before + after)
        #expect(text.adding(Self.initial).contains(Self.initial))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a;b", "\"a;b\""), ("say \"x\"", "say \\\"x\\\""), (" lead", "\" lead\""),
        ("back\\slash", "back\\\\slash"),
    ]) func valuesAreQuotedAsGitReadsThem(_ value: String, _ expected: String) {
        #expect(ConfigBlock.quote(value) == expected)
    }
}
