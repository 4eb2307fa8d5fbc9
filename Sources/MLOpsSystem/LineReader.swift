internal import Glibc

/// Lines of a file that may be a pipe from a program that pauses: reading can give up after a while.
package struct LineReader: ~Copyable {
    package enum Event: Sendable, Equatable {
        case line([UInt8])
        /// Nothing came for the time that was given.
        case pause
        case end
    }

    private let file: Descriptor
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    private static let chunk = 1 << 16

    package init(_ file: consuming Descriptor) {
        self.file = file
    }

    /// The next line without its newline. With `patience` in milliseconds ``Event/pause`` when nothing whole comes for so
    /// long; a line that was begun is kept. The last line need not end.
    package mutating func next(patience: Int32? = nil) throws(SystemError) -> Event {
        var searched = start
        while true {
            if let newline = buffer[searched...].firstIndex(of: 0x0a) {
                defer { start = newline + 1 }
                return .line(Array(buffer[start..<newline]))
            }
            searched = buffer.count
            if isAtEnd {
                if start == buffer.count { return .end }
                defer { start = buffer.count }
                return .line(Array(buffer[start...]))
            }
            if let patience, !file.isReadable(within: patience) { return .pause }
            searched -= start
            try fill()
        }
    }

    private mutating func fill() throws(SystemError) {
        buffer.removeSubrange(..<start)
        start = 0
        var piece = [UInt8](repeating: 0, count: Self.chunk)
        let result = piece.withUnsafeMutableBytes { bytes in
            Result { () throws(SystemError) in try file.read(into: bytes) }
        }
        let count = try result.get()
        isAtEnd = count == 0
        buffer.append(contentsOf: piece[..<count])
    }
}

extension Descriptor {
    /// Whether there is something to read, or the end, within `milliseconds`.
    package borrowing func isReadable(within milliseconds: Int32) -> Bool {
        var wanted = pollfd(fd: raw, events: Int16(POLLIN), revents: 0)
        while true {
            let count = poll(&wanted, 1, milliseconds)
            if count >= 0 { return count > 0 }
            if errno != EINTR { return true }
        }
    }
}
