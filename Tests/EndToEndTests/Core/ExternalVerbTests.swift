import MLOpsTestSupport
import Testing

/// `git mlops foo` is `git-mlops-foo` from PATH when we have no such verb.
@Suite struct ExternalVerbTests {
    private let temp: TempRepository

    init() throws {
        temp = try TempRepository()
    }

    private func run(_ name: String, _ script: String, _ arguments: [String] = []) throws -> ShellResult {
        try temp.write("../bin/git-mlops-\(name)", "#!/bin/sh\n\(script)\n", mode: 0o755)
        let path = "\(temp.directory.path("bin")):\(temp.environment["PATH"]!)"
        return try temp.run(["git", "mlops", name] + arguments, environment: ["PATH": path])
    }

    @Test func getsItsArguments() throws {
        let result = try run("hello", #"printf '<%s>' "$@""#, ["a b", "", "--x", "-h", "--", "*"])
        #expect(result.output == "<a b><><--x><-h><--><*>")
        #expect(result.code == 0)
    }

    @Test func endsAsItEnds() throws {
        #expect(try run("three", "exit 3").code == 3)
        // git itself reports a signal of its child so.
        #expect(try run("killed", "kill -KILL $$").code == 137)
    }

    @Test func cannotReplaceOurs() throws {
        let result = try run("version", "echo not ours")
        #expect(result.output.hasPrefix("git-mlops version "))
    }

    @Test func looksOnlyForVerbs() throws {
        #expect(try temp.mlops("../bin/x").code == 129)
        #expect(try temp.mlops("").code == 129)
    }
}
