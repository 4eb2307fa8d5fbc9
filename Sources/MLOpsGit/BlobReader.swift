internal import Glibc
package import MLOpsCore
internal import MLOpsSystem

/// Reads blobs of any size piece by piece, by one `git cat-file --batch` for all of them, which is told not to hold what
/// it can stream. For one thread.
package final class BlobReader {
    private var process: ChildProcess?
    private let input: Int32
    private let output: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Descriptor.chunkSize, alignment: 4096)
    private var unread: Range<Int> = 0..<0

    package init(_ repository: Repository) throws {
        let process = try ChildProcess(
            ["git", "-c", "core.bigFileThreshold=1m", "cat-file", "--batch"], workingDirectory: repository.gitDirectory,
            environment: repository.programEnvironment, input: .pipe, output: .pipe, errors: .inherit)
        input = process.input!
        output = process.output!
        self.process = consume process
    }

    deinit {
        if let process = process.take() { _ = process.wait() }
        buffer.deallocate()
    }

    /// Tells `wants` the size and, when that says so, hands all bytes to `body`; the size. Throws when there is no such
    /// blob.
    @discardableResult
    package func read(
        _ id: ObjectID, wants: (Int64) throws -> Bool, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Int64 {
        try send(id.hex + "\n")
        let words = try line().split(separator: " ")
        guard words.count == 3, words[1] == "blob", let size = Int64(words[2]) else {
            throw Diagnostic.fatal("cannot read blob '\(id)'")
        }
        let isWanted = try wants(size)
        var rest = size
        while rest > 0 {
            if unread.isEmpty { try fill() }
            let piece = unread.prefix(Int(min(rest, Int64(unread.count))))
            if isWanted { try body(UnsafeRawBufferPointer(rebasing: buffer[piece])) }
            unread = piece.upperBound..<unread.upperBound
            rest -= Int64(piece.count)
        }
        // A line feed ends the content.
        if unread.isEmpty { try fill() }
        unread = unread.dropFirst()
        return size
    }

    private func line() throws -> String {
        var bytes: [UInt8] = []
        while true {
            if unread.isEmpty { try fill() }
            guard let end = buffer[unread].firstIndex(of: 0x0a) else {
                bytes += buffer[unread]
                unread = 0..<0
                continue
            }
            bytes += buffer[unread.lowerBound..<end]
            unread = end + 1..<unread.upperBound
            return bytes.asText
        }
    }

    private func fill() throws {
        let count = Glibc.read(output, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { return try fill() }
        guard count > 0 else { throw Diagnostic.fatal("'git cat-file' ended early") }
        unread = 0..<count
    }

    private func send(_ text: String) throws {
        let pipe = Descriptor(adopting: Descriptor.duplicate(input), name: "git")
        try pipe.write(Array(text.utf8))
    }
}
