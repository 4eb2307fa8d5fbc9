import Glibc
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct WatchedChildTests {
    private let folder = TempDirectory()
    private let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

    /// Runs a script with both outputs in files.
    private func watch(_ script: String, tailLimit: Int = 8192) throws -> WatchedChild.Result {
        let output = try Descriptor(opening: folder.path("output"), flags: FileFlags.createAndWrite)
        let errors = try Descriptor(opening: folder.path("errors"), flags: FileFlags.createAndWrite)
        return try WatchedChild.run(
            ["sh", "-c", script], workingDirectory: folder.path, environment: environment, tailLimit: tailLimit,
            output: output.raw, errors: errors.raw, tick: {})
    }

    @Test func keepsStreamsApartAndInOrder() throws {
        let result = try watch("echo one; echo two >&2; echo three; pwd; exit 4")
        #expect(result.status == .exited(4))
        #expect(try folder.read("output") == "one\nthree\n\(folder.path)\n")
        #expect(try folder.read("errors") == "two\n")
        #expect(result.tail.count == "one\ntwo\nthree\n\(folder.path)\n".utf8.count)
    }

    @Test func keepsTheLastBytes() throws {
        let result = try watch("seq 1 100000; echo end", tailLimit: 100)
        #expect(result.tail.count == 100)
        #expect(String(decoding: result.tail, as: UTF8.self).hasSuffix("99999\n100000\nend\n"))
        #expect(try Files.read(folder.path("output")).count == 588_895 + 4)
    }

    @Test func tellsTheSignalThatEndedIt() throws {
        #expect(try watch("kill -KILL $$").status == .signaled(SIGKILL))
    }

    /// The background process holds both pipes open and stays silent, or never stops printing.
    @Test(arguments: ["sleep 1000", "yes"])
    func doesNotWaitForGrandchildren(command: String) throws {
        let result = try watch("\(command) & echo $! >pid; echo done")
        #expect(result.status == .exited(0))
        #expect(try folder.read("output").contains("done\n"))
        if let pid = Int32(try folder.read("pid").dropLast()) { kill(pid, SIGKILL) }
    }

    @Test func waitsForAChildThatClosedItsOutput() throws {
        #expect(try watch("exec >&- 2>&-; /bin/true; exit 7").status == .exited(7))
    }

    @Test func saysWhatCannotBeRun() throws {
        #expect(throws: SystemError("cannot run", "no-such-program", errno: ENOENT)) {
            try WatchedChild.run(
                ["no-such-program"], workingDirectory: folder.path, environment: environment, tick: {})
        }
    }

    /// As in `git mlops run -- train | head -1`: the child gets SIGPIPE, and we are there to see it.
    @Test func childLosesItsReaderWhenWeDo() throws {
        let (reading, writing) = makeEnds()
        close(reading)
        let output = Descriptor(adopting: writing, name: "pipe")
        let result = try WatchedChild.run(
            ["yes"], workingDirectory: folder.path, environment: environment, output: output.raw,
            errors: output.raw, tick: {})
        #expect(result.status == .signaled(SIGPIPE))
    }

    /// A signal to us is one to the child; the thread's is as good as the process's.
    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func passesSignalsOn(signal: Int32) throws {
        let thread = pthread_self()
        let output = try Descriptor(opening: folder.path("output"), flags: FileFlags.createAndWrite)
        var pid: Int32 = 0
        // The child tells its number, asks for the signal through a file, and waits.
        let result = try WatchedChild.run(
            ["sh", "-c", "echo $$; exec sleep 1000"], workingDirectory: folder.path, environment: environment,
            output: output.raw, errors: output.raw,
            tick: {
                if pid == 0, let number = Int32((try? folder.read("output").dropLast()) ?? "") {
                    pid = number
                    pthread_kill(thread, signal)
                }
            })
        #expect(result.status == .signaled(signal))
    }

    /// On a terminal the child sees one, of the same size, and line ends come through once.
    @Test func givesATerminalOnATerminal() throws {
        var parent: Int32 = -1
        var child: Int32 = -1
        var size = winsize(ws_row: 33, ws_col: 77, ws_xpixel: 0, ws_ypixel: 0)
        #expect(openpty(&parent, &child, nil, nil, &size) == 0)
        let terminal = Descriptor(adopting: child, name: "terminal")
        let result = try WatchedChild.run(
            ["sh", "-c", "test -t 1 && test -t 2 && stty size <&1; echo to-errors >&2; exit 5"],
            workingDirectory: folder.path, environment: environment, output: terminal.raw, errors: terminal.raw,
            tick: {})
        #expect(result.status == .exited(5))
        #expect(String(decoding: result.tail, as: UTF8.self) == "33 77\nto-errors\n")
        try terminal.close()
        var shown: [UInt8] = []
        let screen = Descriptor(adopting: parent, name: "terminal")
        // Its end is an error: nobody has the other side open.
        try? screen.forEachChunk { shown.append(contentsOf: $0) }
        #expect(String(decoding: shown, as: UTF8.self) == "33 77\r\nto-errors\r\n")
    }
}
