internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTransfer

/// One run of `git-lfs-transfer` on the server (Git LFS, docs/proposals/ssh_adapter.md): requests and answers in
/// packets, one after the other. Not for two threads at once.
///
/// SAFETY: ``SSHTransferSession`` lends a connection to one thread at a time.
final class SSHConnection: @unchecked Sendable {
    struct Answer {
        let status: Int
        let arguments: [String]
        /// Lines after the delimiter; empty when data was taken by the caller.
        let lines: [String]

        var isSuccess: Bool { (200..<300).contains(status) }

        /// The value of `key=value`.
        func value(_ key: String) -> String? {
            arguments.first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.utf8.count + 1)) }
        }
    }

    private var input: Int32
    private var output: Int32
    private var process: ChildBox?
    private var buffer: [UInt8] = []
    private var position = 0
    private(set) var capabilities: [String] = []
    private let host: String
    /// Seconds that the other side may be silent; nil: for ever.
    private var patience: Int?

    /// Carries the child, which cannot be copied.
    private final class ChildBox {
        private var child: ChildProcess?

        init(_ child: consuming ChildProcess) { self.child = consume child }

        func closeInput() { child?.closeInput() }

        /// Ends a program that does not answer.
        func end() {
            if let pid = child?.pid { kill(pid, SIGTERM) }
        }

        func wait() {
            if let child = child.take() { _ = child.wait() }
        }
    }

    /// Starts the program and agrees on the protocol's version. Throws when there is no such program there. `patience`:
    /// seconds that the other side may be silent; nil: for ever.
    init(
        _ arguments: [String], host: String, patience: Int?, workingDirectory: String, environment: [String: String],
        errors: ChildStream
    ) throws {
        self.host = host
        self.patience = patience
        let child = try ChildProcess(
            arguments, workingDirectory: workingDirectory, environment: environment, input: .pipe, output: .pipe,
            errors: errors)
        input = child.output ?? -1
        output = child.input ?? -1
        // A server that reads no more must not stop us.
        _ = fcntl(output, F_SETFL, fcntl(output, F_GETFL) | O_NONBLOCK)
        process = ChildBox(child)
        do {
            while let line = try read().text { capabilities.append(line) }
            guard capabilities.contains("version=1") else {
                throw Diagnostic.fatal("git-lfs-transfer on the server does not speak version 1")
            }
            try send("version 1")
            let answer = try answer()
            guard answer.isSuccess else { throw Diagnostic.fatal("git-lfs-transfer refuses version 1") }
        } catch {
            wait()
            throw error
        }
    }

    deinit { wait() }

    /// Says goodbye and closes our end.
    func quit() {
        guard process != nil, output >= 0 else { return }
        patience = min(patience ?? 10, 10)
        if (try? send("quit")) != nil { _ = try? answer() }
        process?.closeInput()
        output = -1
    }

    /// Closes our end without a word.
    func abandon() {
        process?.closeInput()
        output = -1
    }

    /// Closes what is open and waits for the program to end.
    func wait() {
        process?.wait()
        process = nil
    }

    /// Sends a command with its arguments; `lines` follow a delimiter when they are there.
    func send(_ command: String, _ arguments: [String] = [], lines: [String]? = nil) throws {
        var bytes = Self.packet(command + "\n")
        for argument in arguments { bytes += Self.packet(argument + "\n") }
        if let lines {
            bytes += Array("0001".utf8)
            for line in lines { bytes += Self.packet(line + "\n") }
        }
        try write(bytes + Array("0000".utf8))
    }

    /// Sends a command whose data `next` hands out piece by piece; an empty piece ends it.
    func send(_ command: String, _ arguments: [String], data next: () throws -> UnsafeRawBufferPointer) throws {
        var bytes = Self.packet(command + "\n")
        for argument in arguments { bytes += Self.packet(argument + "\n") }
        try write(bytes + Array("0001".utf8))
        while true {
            var piece = try next()
            if piece.isEmpty { break }
            while !piece.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: piece[..<min(piece.count, PktLine.dataLimit)])
                try write(Self.length(part.count + 4) + part)
                piece = UnsafeRawBufferPointer(rebasing: piece[part.count...])
            }
        }
        try write(Array("0000".utf8))
    }

    /// The answer to the last command. `data` takes the packets of a success after its arguments.
    func answer(data: (([UInt8], [String]) throws -> Void)? = nil) throws -> Answer {
        guard let head = try read().text, head.hasPrefix("status "), let status = Int(head.dropFirst(7)) else {
            throw Self.broken("it does not begin with a status")
        }
        var arguments: [String] = []
        var lines: [String] = []
        var isPastDelimiter = false
        while true {
            let packet = try read()
            switch packet {
            case .flush: return Answer(status: status, arguments: arguments, lines: lines)
            case .delimiter: isPastDelimiter = true
            case .data(let bytes):
                if !isPastDelimiter {
                    arguments.append(packet.text ?? "")
                } else if let data, status == 200 {
                    try data(bytes, arguments)
                } else {
                    lines.append(packet.text ?? "")
                }
            }
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        let guardian = BrokenPipeGuard()
        defer { guardian.end() }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(output, $0.baseAddress! + done, bytes.count - done) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                try waitFor(output, POLLOUT)
                continue
            }
            guard count > 0 else { throw Self.broken("the connection ended") }
            done += count
        }
    }

    private func read() throws -> PktLine {
        let digits = try take(4)
        guard let length = Int(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw Self.broken("it is no packet")
        }
        switch length {
        case 0: return .flush
        case 1: return .delimiter
        case 4...65_520: return .data(try take(length - 4))
        default: throw Self.broken("a packet's length is wrong")
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while buffer.count - position < count {
            if position > 0 {
                buffer.removeFirst(position)
                position = 0
            }
            try waitFor(input, POLLIN)
            let start = buffer.count
            buffer.append(contentsOf: repeatElement(0, count: 1 << 16))
            let got = buffer.withUnsafeMutableBytes { Glibc.read(input, $0.baseAddress! + start, 1 << 16) }
            buffer.removeLast((1 << 16) - max(0, got))
            if got < 0, errno == EINTR { continue }
            if got <= 0 { throw Self.broken("the connection ended") }
        }
        defer { position += count }
        return Array(buffer[position..<(position + count)])
    }

    /// Returns when there is something to read, or room to write. Ends the program, and throws, when that takes too
    /// long: who is silent now would be silent at the next try.
    private func waitFor(_ descriptor: Int32, _ event: Int32) throws {
        var wanted = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        let limit = patience.map { Int32(clamping: $0 * 1000) } ?? -1
        var count = poll(&wanted, 1, limit)
        while count < 0, errno == EINTR { count = poll(&wanted, 1, limit) }
        guard count == 0 else { return }
        process?.end()
        throw SSHSilence(host: host, seconds: patience ?? 0)
    }

    private static func packet(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return length(bytes.count + 4) + bytes
    }

    private static func length(_ count: Int) -> [UInt8] {
        let hex = String(count, radix: 16)
        return Array((String(repeating: "0", count: 4 - hex.utf8.count) + hex).utf8)
    }

    /// The connection is no good any more; another may be.
    private static func broken(_ cause: String) -> TransferFault {
        .transient("cannot understand git-lfs-transfer on the server: \(cause)")
    }
}
