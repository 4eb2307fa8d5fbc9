internal import CMLOpsShims
internal import Glibc

/// Children that run at the same time, each in a process group of its own, with their output told piece by piece.
///
/// While the pool lives, the signals that would end us are passed on to every child, so that whoever runs them is
/// there to tell what became of them; a second SIGINT ends the children for good. One thread uses a pool.
package final class ChildPool {
    package enum Event: Sendable {
        case printed(Int, [UInt8], isError: Bool)
        case ended(Int, ExitStatus, ResourceUsage)
        /// Nothing happened within the time.
        case idle
    }

    private final class Member {
        var child: ChildProcess?
        let pid: Int32
        var streams: [(from: Int32, isError: Bool)] = []
        var late = 0

        init(_ child: consuming ChildProcess) {
            pid = child.pid
            if let output = child.output { streams.append((output, false)) }
            if let errors = child.errors { streams.append((errors, true)) }
            self.child = consume child
        }
    }

    /// What is still read once a child has ended: a grandchild that goes on printing cannot hold us.
    private static let lateBytes = 1 << 20

    private var members: [Int: Member] = [:]
    private let signals = SignalRelay()
    private var isClosed = false
    /// The signal that somebody sent to end everything, or nil.
    package private(set) var interruption: Int32?

    package init() {}

    deinit { close() }

    /// Gives the signals back. No child may be running.
    package func close() {
        if isClosed { return }
        isClosed = true
        signals.restore()
    }

    package var isEmpty: Bool { members.isEmpty }

    /// Starts a program under a number of the caller's choice. It reads nothing.
    package func start(
        _ id: Int, _ arguments: [String], workingDirectory: String, environment: [String: String]
    ) throws(SystemError) {
        let child = try ChildProcess(
            arguments, workingDirectory: workingDirectory, environment: environment, input: .discard, output: .pipe,
            errors: .pipe, newProcessGroup: true)
        members[id] = Member(child)
    }

    /// Sends a signal to a child and all that it started.
    package func signal(_ id: Int, _ number: Int32) {
        if let member = members[id] { Glibc.kill(-member.pid, number) }
    }

    /// What happens next; waits at most `milliseconds` for it.
    package func next(within milliseconds: Int) -> Event {
        let deadline = MonotonicClock.milliseconds() + Int64(milliseconds)
        while true {
            relaySignals()
            var polls: [pollfd] = [pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)]
            var sources: [(id: Int, stream: Int)] = []
            for (id, member) in members.sorted(by: { $0.key < $1.key }) {
                for (index, stream) in member.streams.enumerated() {
                    polls.append(pollfd(fd: stream.from, events: Int16(POLLIN), revents: 0))
                    sources.append((id, index))
                }
            }
            let ended = members.keys.sorted().first { hasEnded(members[$0]) }
            let rest = max(0, deadline - MonotonicClock.milliseconds())
            let ready = poll(&polls, nfds_t(polls.count), ended == nil ? Int32(min(rest, 1000)) : 0)
            if ready > 0, let index = sources.indices.first(where: { polls[$0 + 1].revents != 0 }),
                let event = read(sources[index].id, sources[index].stream)
            {
                return event
            }
            if let ended, ready <= 0 || sources.indices.allSatisfy({ polls[$0 + 1].revents == 0 }) {
                return finish(ended)
            }
            if ended == nil, MonotonicClock.milliseconds() >= deadline { return .idle }
        }
    }

    /// Nil at the end of a stream, and when a signal came in between.
    private func read(_ id: Int, _ index: Int) -> Event? {
        guard let member = members[id] else { return nil }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let stream = member.streams[index]
        let count = Glibc.read(stream.from, &buffer, buffer.count)
        if count < 0, errno == EINTR { return nil }
        if hasEnded(member) { member.late += max(0, count) }
        guard count > 0, member.late <= Self.lateBytes else {
            member.streams.remove(at: index)
            return nil
        }
        return .printed(id, Array(buffer[..<count]), isError: stream.isError)
    }

    private func finish(_ id: Int) -> Event {
        guard let member = members.removeValue(forKey: id), let child = member.child.take() else { return .idle }
        let (status, usage) = child.wait()
        return .ended(id, status, usage)
    }

    private func hasEnded(_ member: Member?) -> Bool {
        guard let member else { return false }
        var info = siginfo_t()
        if waitid(P_PID, id_t(member.pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 { return errno == ECHILD }
        return info.si_signo == SIGCHLD
    }

    private func relaySignals() {
        var fromKernel: Int32 = 0
        while case let number = mlops_next_signal(signals.descriptor, &fromKernel), number != 0 {
            if number == SIGCHLD || number == SIGWINCH { continue }
            let isAgain = interruption != nil
            interruption = interruption ?? number
            for member in members.values { Glibc.kill(-member.pid, isAgain ? SIGKILL : number) }
        }
    }
}
