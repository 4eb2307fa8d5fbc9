import Glibc
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct ChildProcessTests {
    private let folder = TempDirectory()
    private let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

    private func run(_ script: String, input: [UInt8]? = nil) throws -> ChildResult {
        try ChildProcess.run(
            ["sh", "-c", script], workingDirectory: folder.path, environment: environment, input: input)
    }

    @Test func passesMoreThanAPipeHoldsEveryWay() throws {
        let input = [UInt8](repeating: 0x61, count: 300_000)
        let result = try run("tee /dev/stderr", input: input)
        #expect(result.status == .exited(0))
        #expect(result.output == input)
        #expect(result.errors == input)
    }

    /// The rest of the input has no reader, which must neither kill nor block us.
    @Test func outlivesAChildThatDoesNotRead() throws {
        let result = try run("head -c 5; exit 3", input: [UInt8](repeating: 0x61, count: 1 << 20))
        #expect(result.output == Array("aaaaa".utf8))
        #expect(result.status == .exited(3))
    }

    @Test func manyAtOnceDoNotDisturbEachOther() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                group.addTask {
                    let input = [UInt8](repeating: 0x61, count: 1 << 18)
                    return try run("exit \(number)", input: input).status == .exited(Int32(number))
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func environmentIsExact() throws {
        let result = try ChildProcess.run(["/usr/bin/env"], environment: ["A": "1", "B": "x=y\nz", "EMPTY": ""])
        #expect(result.text.split(separator: "\n").sorted() == ["A=1", "B=x=y", "EMPTY=", "z"])
        #expect(try ChildProcess.run(["/usr/bin/env"], environment: [:]).output == [])
    }

    @Test func noInputIsTheEndOfInput() throws {
        #expect(try run("cat").output == [])
        #expect(try run("cat", input: []).output == [])
    }

    @Test func saysWhatCannotBeRun() throws {
        #expect(throws: SystemError("cannot run", "no-such-program", errno: ENOENT)) {
            try ChildProcess.run(["no-such-program"], environment: environment)
        }
        try folder.write("not-executable", "#!/bin/sh\n", mode: 0o644)
        #expect(throws: SystemError("cannot run", "./not-executable", errno: EACCES)) {
            try ChildProcess.run(["./not-executable"], workingDirectory: folder.path, environment: environment)
        }
        #expect(throws: SystemError("cannot change to", folder.path("absent"), errno: ENOENT)) {
            try ChildProcess.run(["true"], workingDirectory: folder.path("absent"), environment: environment)
        }
    }

    @Test func findsProgramsAsAShellDoes() throws {
        try folder.write("bin/tool", "#!/bin/sh\necho found\n", mode: 0o755)
        try folder.write("first/tool", "", mode: 0o644)
        try Files.makeDirectories(folder.path("second/tool"))
        let path = ["first", "second", "bin"].map(folder.path).joined(separator: ":")
        #expect(try ChildProcess.find("tool", environment: ["PATH": path]) == folder.path("bin/tool"))
        let relative = try ChildProcess.run(
            ["tool"], workingDirectory: folder.path, environment: ["PATH": "bin:/usr/bin:/bin"])
        #expect(relative.text == "found")
        #expect(throws: SystemError.self) { try ChildProcess.find("tool", environment: ["PATH": ""]) }
    }

    @Test func tellsSignalsFromExitCodes() throws {
        #expect(try run("kill -TERM $$").status == .signaled(SIGTERM))
        #expect(try run("kill -KILL $$").status.shellCode == 137)
        #expect(try run("exit 255").status == .exited(255))
        #expect(!ExitStatus.signaled(9).isSuccess)
    }

    /// What our caller ignores, as `nohup` does SIGHUP, a child of ours ignores too; SIGPIPE is always the default.
    @Test func leavesDispositionsAlone() throws {
        let own = try String(decoding: Files.read("/proc/self/status"), as: UTF8.self)
        let child = try run("cat /proc/self/status").text
        func ignored(_ status: String) -> UInt64? {
            status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
                .flatMap { UInt64($0.split(separator: "\t")[1], radix: 16) }
                // Signals above 31 are the C library's own business.
                .map { $0 & 0x7fff_ffff }
        }
        let pipe = UInt64(1) << UInt64(SIGPIPE - 1)
        #expect(ignored(child) == ignored(own).map { $0 & ~pipe })
        let blocked = child.split(separator: "\n").first { $0.hasPrefix("SigBlk:") }
        #expect(blocked == "SigBlk:\t0000000000000000")
    }

    @Test func measuresWhatTheChildUsed() throws {
        let usage = try run("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done").usage
        #expect(usage.userMicroseconds + usage.systemMicroseconds > 1000)
        #expect(usage.peakKiB > 100)
    }

    @Test func leavesNoDescriptorOpen() throws {
        func count() throws -> Int { try Files.list("/proc/self/fd").count }
        // Other tests open files meanwhile: what leaks, leaks every time.
        let before = try count()
        for _ in 0..<200 {
            _ = try? ChildProcess.run(["./absent"], workingDirectory: folder.path, environment: environment)
        }
        #expect(try count() < before + 150)
    }

    @Test func descriptorsStayHere() throws {
        try folder.write("file", "")
        let file = try Descriptor(opening: folder.path("file"))
        let result = try run("ls -l /proc/self/fd")
        #expect(!result.text.contains(folder.path("file")))
        try file.close()
    }
}
