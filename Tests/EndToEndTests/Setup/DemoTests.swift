import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The transcript of the README, played as `./install.sh --demo` plays it.
@Suite struct DemoTests {
    @Test func theTranscriptWorks() throws {
        let python = try #require(Peers.find("python3"), "\(Peers.missing("python3"))")
        let folder = TempDirectory()
        var environment = TestEnvironment.make(home: folder.path)
        environment["DEMO_PYTHON"] = python
        let result = try Shell.run(
            ["sh", Paths.join(TestEnvironment.packageRoot, "Tests/EndToEndTests/demo.sh")], in: folder.path,
            environment: environment)
        #expect(result.code == 0, "\(result)")
        #expect(result.output.contains("test.accuracy"))
        #expect(result.output.contains("is not an integer") || result.output.contains("error: data/raw/"))
        #expect(result.output.hasSuffix("data/raw/breast_cancer.csv"))
    }
}
