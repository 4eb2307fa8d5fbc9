internal import Glibc
internal import MLOpsSystem

/// Writes pkt-lines, gathered so that the whole answer for a small file is one write(2).
final class PacketWriter {
    private static let capacity = 1 << 17

    private let output: Descriptor
    private let buffer: UnsafeMutableRawBufferPointer
    private var filled = 0

    init(_ output: consuming Descriptor) {
        self.output = consume output
        buffer = .allocate(byteCount: Self.capacity, alignment: 4096)
    }

    deinit { buffer.deallocate() }

    /// A text packet; the line feed that ends it is added here.
    func line(_ text: String) throws {
        try line(Array(text.utf8))
    }

    func line(_ text: [UInt8]) throws {
        try packet(text + [0x0a])
    }

    /// `0000`.
    func endList() throws {
        try reserve(4)
        putLength(0)
    }

    /// Whether the answer that ``beginAnswer()`` began has its first status.
    private(set) var hasStatus = false
    /// Whether that status is `delayed`, which ends the answer.
    private(set) var isDelayed = false

    func beginAnswer() {
        hasStatus = false
        isDelayed = false
    }

    /// `status=WORD` and the end of that list.
    func status(_ word: String) throws {
        hasStatus = true
        isDelayed = word == "delayed"
        try line("status=" + word)
        try endList()
    }

    /// Content of any size, cut into packets.
    func content(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest[..<min(rest.count, PacketReader.dataLimit)])
            try packet(piece)
            rest = UnsafeRawBufferPointer(rebasing: rest[piece.count...])
        }
    }

    /// All of `file` from its current position as content, read straight into the packets. The number of bytes.
    func content(of file: borrowing Descriptor) throws -> Int64 {
        var total: Int64 = 0
        while true {
            try reserve(PacketReader.dataLimit + 4)
            let slot = UnsafeMutableRawBufferPointer(
                rebasing: buffer[(filled + 4)..<(filled + 4 + PacketReader.dataLimit)])
            let count = try file.read(into: slot)
            if count == 0 { return total }
            putLength(count + 4)
            filled += count
            total += Int64(count)
        }
    }

    /// Sends what is gathered. Nothing reaches git before this, or before the buffer is full.
    func send() throws {
        if filled > 0 { try output.write(UnsafeRawBufferPointer(rebasing: buffer[..<filled])) }
        filled = 0
    }

    private func packet(_ data: [UInt8]) throws {
        guard data.count <= PacketReader.dataLimit else { throw ProtocolError(message: "a line is too long") }
        try data.withUnsafeBytes { try packet($0) }
    }

    private func packet(_ data: UnsafeRawBufferPointer) throws {
        try reserve(data.count + 4)
        putLength(data.count + 4)
        UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(from: data)
        filled += data.count
    }

    private func reserve(_ count: Int) throws {
        if buffer.count - filled < count { try send() }
    }

    private func putLength(_ length: Int) {
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(length >> shift & 0xf)
            buffer[filled] = digit + (digit < 10 ? 0x30 : 0x61 - 10)
            filled += 1
        }
    }
}
