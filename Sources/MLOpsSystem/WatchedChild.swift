internal import CMLOpsShims
internal import Glibc

/// A child whose output is passed through as it comes while the last of it is kept. On a terminal the child gets a
/// pseudo-terminal, so that it prints as if nobody watched; else two pipes keep its streams apart.
///
/// While it runs, SIGINT and SIGQUIT are the child's alone (the terminal sends them to both of us), and SIGTERM and
/// SIGHUP are passed on: whatever ends the child, the caller is there to record it.
package struct WatchedChild {
    package struct Result: Sendable {
        package let status: ExitStatus
        package let usage: ResourceUsage
        /// The last bytes of both streams, as they came.
        package let tail: [UInt8]
    }

    private let tailLimit: Int
    private var tail: [UInt8] = []

    private init(tailLimit: Int) {
        self.tailLimit = tailLimit
    }

    /// Runs `arguments` to its end; calls `tick` about once a second.
    package static func run(
        _ arguments: [String], workingDirectory: String, environment: [String: String], tailLimit: Int = 8192,
        tick: () -> Void
    ) throws(SystemError) -> Result {
        var watched = WatchedChild(tailLimit: tailLimit)
        let signals = SignalRelay()
        defer { signals.restore() }
        let useTerminal = isatty(1) == 1 && isatty(2) == 1
        guard useTerminal, let terminal = PseudoTerminal() else {
            let child = try ChildProcess(
                arguments, workingDirectory: workingDirectory, environment: environment, output: .pipe, errors: .pipe)
            let sources: [(from: Int32, to: Int32)] = [(child.output!, 1), (child.errors!, 2)]
            return watched.finish(child, sources: sources, signals, tick)
        }
        let child: ChildProcess
        do {
            child = try ChildProcess(
                arguments, workingDirectory: workingDirectory, environment: environment,
                output: .descriptor(terminal.child), errors: .descriptor(terminal.child))
        } catch {
            terminal.close()
            throw error
        }
        terminal.closeChild()
        defer { terminal.closeParent() }
        return watched.finish(child, sources: [(terminal.parent, 1)], signals, tick)
    }

    private mutating func finish(
        _ child: consuming ChildProcess, sources: [(from: Int32, to: Int32)], _ signals: borrowing SignalRelay,
        _ tick: () -> Void
    ) -> Result {
        let pid = child.pid
        var open = sources
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while !open.isEmpty {
            var polls = open.map { pollfd(fd: $0.from, events: Int16(POLLIN), revents: 0) }
            polls.append(pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0))
            let ready = poll(&polls, nfds_t(polls.count), 1000)
            tick()
            if ready <= 0 { continue }
            signals.relay(to: pid, ready: polls.last!.revents != 0)
            let ended = open.indices.filter { polls[$0].revents != 0 && !pass(open[$0], buffer) }
            for index in ended.reversed() { open.remove(at: index) }
            if Self.hasEnded(pid), polls.allSatisfy({ $0.revents == 0 }) { break }
        }
        let (status, usage) = child.wait()
        return Result(status: status, usage: usage, tail: tail)
    }

    /// Passes on what is there; false at the end of the stream.
    private mutating func pass(_ stream: (from: Int32, to: Int32), _ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        let count = read(stream.from, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { return true }
        guard count > 0 else { return false }
        var done = 0
        while done < count {
            let written = write(stream.to, buffer.baseAddress! + done, count - done)
            if written < 0, errno != EINTR { break }
            done += max(0, written)
        }
        tail.append(contentsOf: buffer[..<count])
        if tail.count > tailLimit * 2 { tail.removeFirst(tail.count - tailLimit) }
        if tail.count > tailLimit { tail = Array(tail.suffix(tailLimit)) }
        return true
    }

    /// Whether the child is a zombie: a grandchild that keeps the pipe open must not keep us waiting for ever.
    private static func hasEnded(_ pid: Int32) -> Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == SIGCHLD
    }
}

/// A pair of pseudo-terminal ends with the size of ours.
private struct PseudoTerminal {
    let parent: Int32
    let child: Int32

    init?() {
        var parent: Int32 = -1
        var child: Int32 = -1
        var size = winsize()
        _ = ioctl(1, UInt(TIOCGWINSZ), &size)
        guard openpty(&parent, &child, nil, nil, &size) == 0 else { return nil }
        self.parent = parent
        self.child = child
        for descriptor in [parent, child] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }

    func closeChild() { Glibc.close(child) }
    func closeParent() { Glibc.close(parent) }

    func close() {
        closeChild()
        closeParent()
    }
}

/// Holds back the signals that would end us while the child works.
private struct SignalRelay: ~Copyable {
    let descriptor: Int32
    private var previous = sigset_t()

    init() {
        var blocked = sigset_t()
        sigemptyset(&blocked)
        for signal in [SIGINT, SIGQUIT, SIGTERM, SIGHUP] { sigaddset(&blocked, signal) }
        sigprocmask(SIG_BLOCK, &blocked, &previous)
        descriptor = mlops_signal_descriptor(&blocked)
    }

    /// Passes SIGTERM and SIGHUP on; SIGINT and SIGQUIT come to the child from the terminal itself.
    func relay(to pid: Int32, ready: Bool) {
        guard ready else { return }
        var fromKernel: Int32 = 0
        while case let signal = mlops_next_signal(descriptor, &fromKernel), signal != 0 {
            let fromTerminal = (signal == SIGINT || signal == SIGQUIT) && fromKernel != 0
            if !fromTerminal { kill(pid, signal) }
        }
    }

    func restore() {
        var previous = previous
        // What still waits was meant for the child, which has ended.
        var fromKernel: Int32 = 0
        while mlops_next_signal(descriptor, &fromKernel) != 0 {}
        close(descriptor)
        sigprocmask(SIG_SETMASK, &previous, nil)
    }
}
