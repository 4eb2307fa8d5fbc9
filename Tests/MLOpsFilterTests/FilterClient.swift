import Glibc
import MLOpsSystem
import MLOpsTestSupport

/// Plays git's part of the filter process protocol against the real program, packet by packet.
final class FilterClient {
    static let program = Paths.join(Paths.parent(Files.resolve("/proc/self/exe")!), "git-mlops-filter")

    struct Answer: Equatable {
        var status: [String]
        var content: [UInt8] = []
        var finalStatus: [String] = []
    }

    private var process: ChildProcess?
    private let input: Int32
    private let output: Int32
    let processID: Int32

    init(
        in folder: String, environment: [String: String], verb: String = "process", program: String = program,
        shakesHands: Bool = true, errors: ChildStream = .discard
    ) throws {
        let process = try ChildProcess(
            [program, verb], workingDirectory: folder, environment: environment, input: .pipe, output: .pipe,
            errors: errors)
        input = process.input!
        output = process.output!
        processID = process.pid
        self.process = consume process
        if shakesHands {
            try send(["git-filter-client\n", "version=2\n"])
            _ = try readList()
            try send(["capability=clean\n", "capability=smudge\n", "capability=delay\n"])
            _ = try readList()
        }
    }

    deinit {
        if let process = process.take() { _ = process.wait() }
    }

    func clean(_ path: String, _ content: [UInt8], pieces: Int = 65516) throws -> Answer {
        try send(["command=clean\n", "pathname=\(path)\n"])
        try sendContent(content, pieces: pieces)
        return try readAnswer()
    }

    func smudge(
        _ path: String, _ content: [UInt8], canDelay: Bool = false, keys: [String] = []
    ) throws -> Answer {
        try send(
            ["command=smudge\n", "pathname=\(path)\n"] + keys.map { $0 + "\n" } + (canDelay ? ["can-delay=1\n"] : []))
        try sendContent(content)
        return try readAnswer()
    }

    func listAvailable() throws -> [String] {
        try send(["command=list_available_blobs\n"])
        let paths = try readList().map { $0.asString }
        _ = try readList()
        return paths
    }

    func readAnswer() throws -> Answer {
        var answer = Answer(status: try readList().map(\.asString))
        guard answer.status == ["status=success\n"] else { return answer }
        while let packet = try readPacket() { answer.content += packet }
        answer.finalStatus = try readList().map(\.asString)
        return answer
    }

    func send(_ lines: [String]) throws {
        var bytes: [UInt8] = []
        for line in lines { bytes += Self.packet(Array(line.utf8)) }
        try write(bytes + Array("0000".utf8))
    }

    func sendContent(_ content: [UInt8], pieces: Int = 65516) throws {
        for start in stride(from: 0, to: content.count, by: pieces) {
            try write(Self.packet(Array(content[start..<min(start + pieces, content.count)])))
        }
        try write(Array("0000".utf8))
    }

    static func packet(_ data: [UInt8]) -> [UInt8] {
        let hex = String(data.count + 4, radix: 16)
        return Array((String(repeating: "0", count: 4 - hex.count) + hex).utf8) + data
    }

    func write(_ bytes: [UInt8]) throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = Descriptor(adopting: dup(input), name: "filter")
        try pipe.write(bytes)
    }

    func readList() throws -> [[UInt8]] {
        var list: [[UInt8]] = []
        while let packet = try readPacket() { list.append(packet) }
        return list
    }

    func readPacket() throws -> [UInt8]? {
        let head = try readExactly(4)
        guard let length = Int(head.asString, radix: 16), length == 0 || length >= 4 else { throw Broken(bytes: head) }
        return length == 0 ? nil : try readExactly(length - 4)
    }

    private func readExactly(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: max(count, 1))
        while bytes.count < count {
            let got = Glibc.read(output, &chunk, count - bytes.count)
            if got <= 0 { throw Broken(bytes: bytes) }
            bytes += chunk[..<got]
        }
        return bytes
    }

    struct Broken: Error { let bytes: [UInt8] }

    /// Closes both ends and waits.
    func finish() -> (status: ExitStatus, usage: ResourceUsage) {
        process.take()!.wait()
    }

    func kill() -> ExitStatus {
        Glibc.kill(processID, SIGKILL)
        return finish().status
    }
}

extension [UInt8] {
    var asString: String { String(decoding: self, as: UTF8.self) }
}
