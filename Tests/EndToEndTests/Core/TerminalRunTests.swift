import MLOpsTestSupport
import Testing

/// `git mlops run` at a terminal, played by Python: what is typed and what is seen.
@Suite struct TerminalRunTests {
    private let temp: TempRepository

    init() throws {
        temp = try TempRepository()
        try temp.commit("one")
    }

    /// Starts `command` on a new terminal, sends `key` once "ready" is seen; all that was shown, and the exit code.
    private func play(_ command: [String], key: String) throws -> (screen: String, code: String) {
        let script = """
            import os, pty, sys
            pid, terminal = pty.fork()
            if pid == 0:
                os.execvp(sys.argv[2], sys.argv[2:])
            shown, sent = b'', False
            while True:
                try:
                    data = os.read(terminal, 4096)
                except OSError:
                    break
                if not data:
                    break
                shown += data
                if b'ready' in shown and not sent:
                    sent = True
                    os.write(terminal, sys.argv[1].encode())
            status = os.waitpid(pid, 0)[1]
            sys.stdout.buffer.write(shown)
            print('|', os.waitstatus_to_exitcode(status), sep='')
            """
        let output = try temp.run(["python3", "-c", script, key] + command).check().output
        let bar = try #require(output.lastIndex(of: "|"))
        return (String(output[..<bar]), String(output[output.index(after: bar)...]))
    }

    /// Ctrl-C is the child's affair, which may save its work; we record how it ended.
    @Test func interruptIsTheChilds() throws {
        let child = "trap 'echo saved; exit 3' INT; echo ready; while :; do sleep 0.05; done"
        let (screen, code) = try play(["git-mlops", "run", "--name", "one", "--", "sh", "-c", child], key: "\u{3}")
        #expect(screen.contains("ready\r\n"))
        #expect(screen.contains("saved\r\n"))
        #expect(!screen.contains("\r\r\n"))
        #expect(code == "3")
        let runs = try temp.mlops("runs", "list", "--porcelain").check().output
        #expect(runs.split(separator: "\n").count == 1)
    }

    @Test func aChildThatDiesOfItIsRecorded() throws {
        let (_, code) = try play(
            ["git-mlops", "run", "--", "sh", "-c", "echo ready; exec sleep 1000"], key: "\u{3}")
        #expect(code == "130" || code == "-2")
        let shown = try temp.mlops("runs", "list", "--json").check().output
        #expect(shown.contains("\"status\""))
    }

    /// A child reads what is typed, and sees a terminal.
    @Test func typingReachesTheChild() throws {
        let child = "test -t 0 && test -t 1 && test -t 2 && echo ready; read word; echo \"got $word\""
        let (screen, code) = try play(["git-mlops", "run", "--", "sh", "-c", child], key: "hello\n")
        #expect(screen.contains("got hello\r\n"))
        #expect(code == "0")
    }
}
