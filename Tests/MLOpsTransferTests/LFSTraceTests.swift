import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import MLOpsTransfer
import Testing

@Suite struct LFSTraceTests {
    let directory: TempDirectory

    init() { directory = TempDirectory() }

    private func trace(_ environment: [String: String]) -> LFSTrace {
        LFSTrace(
            InvocationContext(
                workingDirectory: "/", environment: environment, now: { 1_700_000_000_123 }, randomBits: { 0 },
                shareDirectory: nil, executablePath: "/x", reporter: SilentReporter()))
    }

    @Test func linesGoToTheEndOfTheFile() throws {
        let path = directory.path("trace")
        trace(["GIT_TRACE": path]).line("one\u{1b}")
        let both = trace(["GIT_TRACE": path, "GIT_TRANSFER_TRACE": "1"])
        both.transfer("two")
        trace(["GIT_TRACE": path]).transfer("not told")
        let lines = try Files.read(path).asText.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(try #require(lines.first).hasSuffix(".123000 trace git-lfs: one\\u001b"))
        #expect(try #require(lines.last).hasSuffix(" trace git-lfs: two"))
    }

    @Test func nothingThatProvesWhoAsksIsTold() throws {
        let path = directory.path("trace")
        let trace = trace(["GIT_TRACE": path])
        let url = "https://user:hidden1@example.com/a?sig=hidden2"
        trace.sending(HTTPRequest("GET", url, headers: ["Authorization": "Basic hidden3"]), gitHeaders: [])
        let body = #"{"actions":{"download":{"href":"\#(url)","header":{"Authorization":"RemoteAuth hidden4"}}}}"#
        trace.received(
            HTTPResponse(
                status: 200, headers: ["Content-Type": "application/json", "Set-Cookie": "hidden5"],
                body: Array(body.utf8), url: url))
        let text = try Files.read(path).asText
        #expect(text.contains("HTTP: GET https://example.com/a\n") && text.contains("HTTP: 200\n"))
        #expect(!text.contains("hidden"))
    }

    @Test(arguments: ["0", "false", "11", "relative"]) func otherValuesTellNothing(_ value: String) {
        #expect(!trace(["GIT_TRACE": value]).isOn)
    }
}
