internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTransfer
internal import Synchronization

/// What an agent prints on standard error, told to the trace line by line.
final class AgentVoice: Sendable {
    private static let lineLimit = 1 << 16
    /// How long to wait for words of an agent that has ended: a program that it left running may hold the pipe.
    private static let patience: Int32 = 100

    private let name: String
    private let trace: LFSTrace
    private let hasEnded = Atomic(false)

    private init(_ name: String, _ trace: LFSTrace) {
        self.name = name
        self.trace = trace
    }

    /// Listens until ``end(_:)``. `descriptor` stays the caller's.
    static func listen(to descriptor: Int32, of name: String, _ trace: LFSTrace) -> (AgentVoice, WorkerThread)? {
        let (voice, own) = (AgentVoice(name, trace), fcntl(descriptor, F_DUPFD_CLOEXEC, 0))
        guard own >= 0 else { return nil }
        guard let thread = WorkerThread({ voice.follow(own) }) else {
            close(own)
            return nil
        }
        return (voice, thread)
    }

    /// The agent has ended: tells what is left.
    func end(_ thread: WorkerThread) {
        hasEnded.store(true, ordering: .releasing)
        thread.join()
    }

    private func follow(_ descriptor: Int32) {
        defer { close(descriptor) }
        var (rest, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 12))
        while true {
            let isOver = hasEnded.load(ordering: .acquiring)
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&wanted, 1, Self.patience) <= 0 {
                if isOver { break }
                continue
            }
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest += chunk[..<count]
            while let end = rest.firstIndex(of: 0x0a) {
                tell(Array(rest[..<end]))
                rest.removeSubrange(...end)
            }
            if rest.count > Self.lineLimit { rest = [] }
        }
        if !rest.isEmpty { tell(rest) }
    }

    private func tell(_ line: [UInt8]) { trace.line("xfer[\(name)]: \(line.asText)") }
}
