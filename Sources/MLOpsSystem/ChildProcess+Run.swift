internal import Glibc

/// A finished child and what it printed.
package struct ChildResult: Sendable {
    package let status: ExitStatus
    package let usage: ResourceUsage
    /// Empty unless captured.
    package let output: [UInt8]
    package let errors: [UInt8]

    /// Standard output as text without the final newlines.
    package var text: String {
        var end = output.endIndex
        while end > output.startIndex, output[end - 1] == 0x0a { end -= 1 }
        return String(decoding: output[..<end], as: UTF8.self)
    }
}

extension ChildProcess {
    /// Runs a program to its end. Input is written and both outputs are read at the same time, so that no
    /// pipe can fill up and block. A child that takes longer than `timeLimit` milliseconds gets SIGTERM.
    package static func run(
        _ arguments: [String], workingDirectory: String? = nil, environment: [String: String]? = nil,
        input: [UInt8]? = nil, output: ChildStream = .pipe, errors: ChildStream = .pipe,
        timeLimit: Int64? = nil
    ) throws(SystemError) -> ChildResult {
        try ChildProcess(
            arguments, workingDirectory: workingDirectory, environment: environment,
            input: input == nil ? .discard : .pipe, output: output, errors: errors
        ).capture(input: input ?? [], timeLimit: timeLimit)
    }

    /// ``run(_:workingDirectory:environment:input:output:errors:timeLimit:)`` for a child that was started earlier.
    package consuming func capture(input: [UInt8] = [], timeLimit: Int64? = nil) -> ChildResult {
        var output: [UInt8] = []
        let result = capture(input: input, timeLimit: timeLimit) { output.append(contentsOf: $0) }
        return ChildResult(status: result.status, usage: result.usage, output: output, errors: result.errors)
    }

    /// As ``capture(input:timeLimit:)``, but hands what the child prints to `output` piece by piece and keeps none of it.
    package consuming func capture(
        input: [UInt8] = [], timeLimit: Int64? = nil, output: (UnsafeRawBufferPointer) -> Void
    ) -> ChildResult {
        var errors: [UInt8] = []
        exchange(input, timeLimit: timeLimit, output: output) { errors.append(contentsOf: $0) }
        let (status, usage) = wait()
        return ChildResult(status: status, usage: usage, output: [], errors: errors)
    }

    private mutating func exchange(
        _ input: [UInt8], timeLimit: Int64?, output takeOutput: (UnsafeRawBufferPointer) -> Void,
        errors takeErrors: (UnsafeRawBufferPointer) -> Void
    ) {
        let start = MonotonicClock.milliseconds()
        let brokenPipes = BrokenPipeGuard()
        defer { brokenPipes.end() }
        if let descriptor = self.input { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
        var written = 0
        var outputOpen = output != nil
        var errorsOpen = errors != nil
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { chunk.deallocate() }
        while outputOpen || errorsOpen || self.input != nil {
            if written == input.count { closeInput() }
            var polls = [
                pollfd(fd: self.input ?? -1, events: Int16(POLLOUT), revents: 0),
                pollfd(fd: outputOpen ? output! : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errorsOpen ? errors! : -1, events: Int16(POLLIN), revents: 0),
            ]
            if polls.allSatisfy({ $0.fd < 0 }) { return }
            let left = timeLimit.map { $0 - (MonotonicClock.milliseconds() - start) }
            if let left, left <= 0 {
                kill(pid, SIGTERM)
                return
            }
            if poll(&polls, nfds_t(polls.count), Int32(clamping: left ?? -1)) <= 0 { continue }
            if polls[0].revents != 0, let descriptor = self.input {
                let count = input.withUnsafeBytes {
                    Glibc.write(descriptor, $0.baseAddress! + written, input.count - written)
                }
                if count >= 0 { written += count } else if errno != EAGAIN, errno != EINTR { closeInput() }
            }
            if polls[1].revents != 0 { outputOpen = Self.drain(output!, chunk, takeOutput) }
            if polls[2].revents != 0 { errorsOpen = Self.drain(errors!, chunk, takeErrors) }
        }
    }

    /// Reads what is there; false at the end.
    private static func drain(
        _ descriptor: Int32, _ chunk: UnsafeMutableRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        let count = Glibc.read(descriptor, chunk.baseAddress, chunk.count)
        if count > 0 { take(UnsafeRawBufferPointer(rebasing: chunk[..<count])) }
        return count > 0 || (count < 0 && errno == EINTR)
    }
}
