import Glibc
import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Ctrl-C in the middle of a transfer, with the built programs; the next run asks only for what is not there.
@Suite struct InterruptionTests {
    let project: LargeFileProject
    let server: TestServer
    /// More than goes in one request.
    let size = 72 << 20

    init() throws {
        project = try LargeFileProject()
        server = try TestServer(script: "Tests/MLOpsTransferTests/servers.py", ["faulty"])
        try project.repository.git("config", "credential.helper", Self.helper).check()
        // Parts come in their order, and it is known which one stalls.
        try project.repository.git("config", "lfs.concurrentTransfers", "1").check()
        try project.repository.mlops("remote", "add", "--default", "team", "s3://models", "--endpoint", server.url)
            .check()
        try project.repository.run(["sh", "-c", "head -c \(size) /dev/zero > big.bin"]).check()
        try project.repository.commit("big")
    }

    private static let helper = "!f() { echo username=KEY; echo password=SECRET; }; f"

    func ask(_ method: String, _ path: String, _ body: String = "") throws -> JSONValue {
        let script = """
            import sys, urllib.request as r
            q = r.Request(sys.argv[1], method=sys.argv[2], data=sys.argv[3].encode() or None)
            sys.stdout.write(r.urlopen(q).read().decode())
            """
        let answer = try project.repository.run(["python3", "-c", script, server.url + path, method, body]).check()
        return answer.output.isEmpty ? .null : try JSONValue.parse(answer.outputBytes)
    }

    /// Interrupts `command` when the server stalls; it ends by SIGINT.
    func interrupt(_ command: String...) throws {
        let script = TestEnvironment.packageRoot + "/Tests/EndToEndTests/LFS/interrupt.py"
        let ended = try project.repository.run(["python3", script, server.url] + command).check().output
        #expect(ended == "\(-SIGINT)")
    }

    /// Requests of a method since the last question, each with its Range.
    func requests(_ method: String, after count: Int) throws -> [String] {
        let log = try ask("GET", "/-/log").arrayValue ?? []
        return log.dropFirst(count).filter { $0["method"]?.stringValue == method }.map {
            "\($0["target"]?.stringValue?.split(separator: "?").last ?? "") \($0["headers"]?["Range"]?.stringValue ?? "")"
        }
    }

    func logCount() throws -> Int { try ask("GET", "/-/log").arrayValue?.count ?? 0 }

    @Test func downloadsFromGitLFSServersGoOn() throws {
        let project = try LFSProject()
        let server = try LFSServer(in: project.repository.directory)
        try project.git("config", "lfs.url", server.url).check()
        try project.repository.addBareRemote()
        try project.write("a.bin", 4_000_000)
        try project.commit("one")
        try project.lfs("push", "origin", "main").check()
        try project.removeObjects()
        try server.set(["stalled": 1])
        let script = TestEnvironment.packageRoot + "/Tests/EndToEndTests/LFS/interrupt.py"
        let folder = project.repository.path(".git/lfs/tmp")
        let ended = try project.run([
            "python3", script, "http://\(server.host)", "--grown", folder, "git-lfs", "fetch",
        ])
        #expect(ended.output.hasSuffix("\(-SIGINT)"))
        let parts = try Files.list(folder).filter { $0.hasSuffix(".part") }
        #expect(parts.count == 1)
        try server.forgetRequests()
        try project.lfs("fetch").check()
        let got = try server.requests().filter { $0.hasPrefix("GET /storage/") }
        #expect(got.count == 1 && got[0].hasSuffix(" 206"))
        #expect(try LargeFileProject.storeIsSound(project.repository) && server.violations() == [])
    }

    @Test func uploadsAndDownloadsGoOn() throws {
        _ = try ask("POST", "/-/rule", #"{"method": "PUT", "after": 1, "fault": "stall"}"#)
        try interrupt("git-mlops", "push")
        var before = try logCount()
        try project.repository.mlops("push").check()
        let sent = try requests("PUT", after: before)
        // The first of three parts is there.
        #expect(sent.map { $0.split(separator: "&").first } == ["partNumber=2", "partNumber=3"])

        try Files.removeTree(project.repository.path(".git/lfs/objects"))
        _ = try ask("POST", "/-/rule", #"{"method": "GET", "match": "/objects/", "after": 7, "fault": "stall"}"#)
        try interrupt("git-mlops", "fetch")
        before = try logCount()
        try project.repository.mlops("fetch").check()
        let got = try requests("GET", after: before).filter { $0.contains("bytes=") }
        let pieces = (0..<9).map { "bytes=\($0 << 23)-\((($0 + 1) << 23) - 1)" }
        #expect(got.map { $0.split(separator: " ").last.map(String.init) } == pieces.suffix(2))
        try project.repository.mlops("fsck").check()
        #expect(try Files.list(project.repository.path(".git/lfs/tmp")) == [])
    }
}
