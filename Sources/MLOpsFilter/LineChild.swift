internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem

/// A child program that is talked to by lines; ended when it is dropped.
final class LineChild {
    private var process: ChildProcess?
    private let input: Int32
    private let output: Int32
    /// Of answers to ``ask(_:)``, what has arrived and was not handed out.
    private var pending: [UInt8] = []

    init(_ command: [String], context: InvocationContext) throws {
        let process = try ChildProcess(
            command, workingDirectory: context.workingDirectory, environment: context.environment, input: .pipe,
            output: .pipe, errors: .inherit)
        input = process.input!
        output = process.output!
        self.process = consume process
    }

    deinit {
        if let process = process.take() { _ = process.wait() }
    }

    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    private func send(_ bytes: [UInt8]) throws {
        let pipe = Descriptor(adopting: dup(input), name: "git")
        try pipe.write(bytes)
    }

    /// Appends what is there, waiting for it; false at the end.
    func receive(into bytes: inout [UInt8]) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(output, &chunk, chunk.count)
            if count > 0 { bytes += chunk[..<count] }
            if count >= 0 || errno != EINTR { return count > 0 }
        }
    }

    func ask(_ line: String) throws -> String? { try ask(Array(line.utf8)) }

    /// Sends a line and waits for the answer; nil when the child is gone.
    func ask(_ line: [UInt8]) throws -> String? {
        try send(line + [0x0a])
        while true {
            if let end = pending.firstIndex(of: 0x0a) {
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            guard receive(into: &pending) else { return nil }
        }
    }
}
