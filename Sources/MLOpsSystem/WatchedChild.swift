internal import CMLOpsShims
internal import Glibc

/// A child whose output is passed through as it comes while the last of it is kept. On a terminal the child gets a
/// pseudo-terminal, so that it prints as if nobody watched; else two pipes keep its streams apart.
///
/// While it runs, SIGINT and SIGQUIT are the child's alone (the terminal sends them to both of us), and SIGTERM and
/// SIGHUP are passed on: whatever ends the child, the caller is there to record it. When whoever reads our output goes
/// away, the child finds its own reader gone.
package struct WatchedChild: ~Copyable {
    package struct Result: Sendable {
        package let status: ExitStatus
        package let usage: ResourceUsage
        /// The last bytes of both streams, as they came.
        package let tail: [UInt8]
    }

    /// A stream of the child and where it goes on; nowhere when nobody reads it any more.
    private struct Stream {
        let from: Int32
        var to: Int32?
    }

    /// What is still read once the child has ended, so that a grandchild that goes on printing cannot hold us.
    private static let lateBytes = 1 << 20

    private var child: ChildProcess
    private let signals: SignalRelay
    private let terminal: PseudoTerminal?
    private let tailLimit: Int
    private var streams: [Stream]
    private var tail: [UInt8] = []

    /// Runs `arguments` to its end and passes its output on to `output` and `errors`, our own unless told otherwise;
    /// calls `tick` about once a second.
    package static func run(
        _ arguments: [String], workingDirectory: String, environment: [String: String], tailLimit: Int = 8192,
        output: Int32 = 1, errors: Int32 = 2, tick: () -> Void
    ) throws(SystemError) -> Result {
        let pipes = BrokenPipes()
        defer { pipes.restore() }
        let signals = SignalRelay()
        let isWatched = isatty(output) == 1 && isatty(errors) == 1
        let terminal = isWatched ? PseudoTerminal(like: output) : nil
        let target = terminal.map { ChildStream.descriptor($0.child) } ?? .pipe
        do {
            let child = try ChildProcess(
                arguments, workingDirectory: workingDirectory, environment: environment, output: target, errors: target)
            terminal?.closeChild()
            var watched = WatchedChild(child, signals, terminal, (output, errors), tailLimit: tailLimit)
            watched.passOutput(tick)
            return watched.finish()
        } catch {
            terminal?.closeChild()
            terminal?.closeParent()
            signals.restore()
            throw error
        }
    }

    private init(
        _ child: consuming ChildProcess, _ signals: SignalRelay, _ terminal: PseudoTerminal?,
        _ targets: (output: Int32, errors: Int32), tailLimit: Int
    ) {
        streams = terminal.map { [Stream(from: $0.parent, to: targets.output)] } ?? []
        if let output = child.output { streams.append(Stream(from: output, to: targets.output)) }
        if let errors = child.errors { streams.append(Stream(from: errors, to: targets.errors)) }
        self.child = child
        self.signals = signals
        self.terminal = terminal
        self.tailLimit = tailLimit
    }

    private consuming func finish() -> Result {
        let (status, usage) = child.wait()
        terminal?.closeParent()
        signals.restore()
        return Result(status: status, usage: usage, tail: tail)
    }

    /// Passes on what the child prints until it has ended and nothing more of it waits.
    private mutating func passOutput(_ tick: () -> Void) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var lastTick = Self.seconds()
        var late = 0
        while true {
            let hasEnded = hasEnded
            var polls = streams.map { pollfd(fd: $0.from, events: Int16(POLLIN), revents: 0) }
            polls.append(pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0))
            let ready = poll(&polls, nfds_t(polls.count), hasEnded ? 0 : 1000)
            signals.relay(to: child.pid, terminal: terminal)
            let now = Self.seconds()
            if now > lastTick {
                lastTick = now
                tick()
            }
            if ready < 0 { continue }
            let readable = streams.indices.filter { polls[$0].revents != 0 }
            if hasEnded, readable.isEmpty || late > Self.lateBytes { return }
            for index in readable.reversed() {
                let count = pass(index, buffer)
                if hasEnded { late += count }
            }
        }
    }

    /// Passes on what waits in a stream and forgets the stream at its end; the number of bytes.
    private mutating func pass(_ index: Int, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let stream = streams[index]
        let count = read(stream.from, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { return 0 }
        guard count > 0 else {
            streams.remove(at: index)
            return 0
        }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        tail.append(contentsOf: bytes.suffix(tailLimit))
        if tail.count > tailLimit { tail.removeFirst(tail.count - tailLimit) }
        if let target = stream.to, !Self.write(bytes, to: target) { loseReader(index) }
        return count
    }

    /// Nobody reads what we pass on. A pipe tells the child so; behind a terminal that is gone, it gets SIGHUP.
    private mutating func loseReader(_ index: Int) {
        if terminal != nil {
            streams[index].to = nil
        } else {
            child.closeOutput(streams.remove(at: index).from)
        }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to raw: Int32) -> Bool {
        let number = Descriptor.duplicate(raw)
        guard number >= 0 else { return false }
        let target = Descriptor(adopting: number, name: "standard output")
        return (try? target.write(bytes)) != nil
    }

    /// Whether the child is a zombie. A grandchild that keeps the pipe open must not keep us waiting for ever.
    private var hasEnded: Bool {
        var info = siginfo_t()
        if waitid(P_PID, id_t(child.pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 { return errno == ECHILD }
        return info.si_signo == SIGCHLD
    }

    private static func seconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec
    }
}
