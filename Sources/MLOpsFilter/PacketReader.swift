internal import Glibc
internal import MLOpsSystem

/// What the other side sent that the protocol does not allow, or its sudden end.
struct ProtocolError: Error, Equatable {
    let message: String
}

/// Reads git's pkt-line framing (gitprotocol-common): four hexadecimal digits that count themselves, then the
/// data; `0000` ends a list. One read(2) may hold half a packet or many.
final class PacketReader {
    /// Most data bytes in one packet.
    static let dataLimit = 65516
    private static let capacity = 1 << 17
    /// A request of git's has five keys; more than this is not git.
    private static let listLimit = 256

    private let input: Descriptor
    private let buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    /// Whether the flush packet that ends the current content has not been read yet.
    private(set) var isInContent = false

    init(_ input: consuming Descriptor) {
        self.input = consume input
        buffer = .allocate(byteCount: Self.capacity, alignment: 4096)
    }

    deinit { buffer.deallocate() }

    /// The data of the next packet; nil for a flush packet.
    func readPacket() throws -> [UInt8]? {
        guard let length = try readLength() else { throw ProtocolError(message: "the input ended early") }
        guard length > 0 else { return nil }
        var data: [UInt8] = []
        data.reserveCapacity(length - 4)
        try readData(length - 4) { data.append(contentsOf: $0) }
        return data
    }

    /// Packets up to the flush packet, each as text without the one line feed that ends it; nil when the input
    /// ended before the first.
    func readLines() throws -> [[UInt8]]? {
        guard try fill(1) else { return nil }
        var lines: [[UInt8]] = []
        while var line = try readPacket() {
            if line.last == 0x0a { line.removeLast() }
            lines.append(line)
            if lines.count > Self.listLimit { throw ProtocolError(message: "too many lines in a request") }
        }
        return lines
    }

    /// `key=value` packets up to the flush packet. Values are bytes: a path may hold `=` and line feeds.
    func readRequest() throws -> Request? {
        try readLines().map(Request.init(lines:))
    }

    /// Hands on the content that follows a request, in pieces of any size, up to and including its flush packet.
    func readContent(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        isInContent = true
        while true {
            guard let length = try readLength() else { throw ProtocolError(message: "the content ended early") }
            if length == 0 { break }
            try readData(length - 4, body)
        }
        isInContent = false
    }

    /// Reads on to the end of content that a failed ``readContent(_:)`` left: git reads no answer before it has
    /// written all of it.
    func drainContent() throws {
        guard isInContent else { return }
        if pendingData > 0 { try readData(pendingData) { _ in } }
        try readContent { _ in }
    }

    private var pendingData = 0

    private func readData(_ count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        pendingData = count
        while pendingData > 0 {
            guard try fill(1) else { throw ProtocolError(message: "a packet ended early") }
            let count = min(pendingData, end - start)
            let piece = UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
            start += count
            pendingData -= count
            try body(piece)
        }
    }

    /// The packet's length with its own four bytes, 0 for a flush packet, nil at the end of the input.
    private func readLength() throws -> Int? {
        guard try fill(1) else { return nil }
        guard try fill(4) else { throw ProtocolError(message: "a packet ended early") }
        var length = 0
        for byte in buffer[start..<start + 4] {
            guard let digit = Self.digit(byte) else { throw ProtocolError(message: "not a packet length") }
            length = length << 4 | digit
        }
        start += 4
        guard length == 0 || (4...Self.dataLimit + 4).contains(length) else {
            throw ProtocolError(message: "packet length \(length) is out of range")
        }
        return length
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x41 + 10
        case 0x61...0x66: Int(byte) - 0x61 + 10
        default: nil
        }
    }

    /// Makes at least `count` bytes available; false when the input ends before.
    private func fill(_ count: Int) throws -> Bool {
        while end - start < count {
            if start == end { (start, end) = (0, 0) }
            if buffer.count - start < count {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
                (start, end) = (0, end - start)
            }
            let read = try input.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
            if read == 0 { return false }
            end += read
        }
        return true
    }
}
