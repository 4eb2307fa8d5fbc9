import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The README's transcript is what the demonstration prints. Numbers may differ between machines and versions of
/// scikit-learn, the shape may not. `UPDATE_GOLDEN=1 sh Tests/EndToEndTests/demo.sh` shows a new one.
@Suite struct DemoTests {
    @Test func theTranscriptOfTheReadmeHolds() throws {
        let python = try #require(Peers.find("python3"), Comment(rawValue: Peers.missing("python3")))
        let root = TestEnvironment.packageRoot
        let folder = TempDirectory()
        var environment = TestEnvironment.make(home: folder.path)
        environment["DEMO_PYTHON"] = python
        let result = try Shell.run(
            ["sh", Paths.join(root, "Tests/EndToEndTests/demo.sh")], in: folder.path, environment: environment)
        #expect(result.code == 0, "\(result)")
        let readme = try Files.read(Paths.join(root, "README.md")).asText
        let block = try #require(readme.firstMatch(of: #/<!-- demo begins -->\n```console\n([\s\S]*?)```/#)).output.1
        let expected = shape(String(block)), actual = shape(result.output)
        for (line, other) in zip(expected, actual) where line != other {
            Issue.record("the README says\n    \(line)\nthe demonstration says\n    \(other)")
        }
        #expect(expected.count == actual.count)
    }

    /// Lines with numbers, run ids, folders, blanks and verdicts made equal.
    private func shape(_ text: String) -> [String] {
        text.split(separator: "\n").filter { !$0.allSatisfy { $0 == " " } }.map { line in
            String(line)
                .replacing(#/\/\S*\/(home|work)\//#, with: { "/tmp/demo/\($0.output.1)/" })
                .replacing(#/r-[0-9a-f]{8}\b/#, with: "r-N")
                .replacing(#/\b[0-9a-f]{7}\b/#, with: "C")
                .replacing(#/[+-]?\d[\d.:-]*[a-z]?\d*[sm%]?/#, with: "N")
                .replacing(#/ +(better|worse)$/#, with: " V")
                .replacing(#/ +/#, with: " ")
        }
    }
}
