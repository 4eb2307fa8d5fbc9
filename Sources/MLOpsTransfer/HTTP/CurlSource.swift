internal import Glibc
internal import MLOpsStore
internal import MLOpsSystem

/// The bytes of a request's body as libcurl asks for them.
final class CurlSource {
    private let body: HTTPBody
    private let onSent: (@Sendable (Int) -> Void)?
    private var file: DescriptorBox?
    private let path: String
    private let start: Int64
    /// How many bytes the body has; nil: not known before it ends.
    let count: Int64?
    private var position: Int64 = 0

    init(_ body: HTTPBody, onSent: (@Sendable (Int) -> Void)?) throws {
        self.body = body
        self.onSent = onSent
        var from: Int64 = 0
        var name = ""
        switch body {
        case .none: count = 0
        case .bytes(let bytes): count = Int64(bytes.count)
        case .file(let path, let offset, let length):
            file = DescriptorBox(try Descriptor(opening: path))
            name = path
            from = offset
            count = length
        case .stream(let length, _): count = length
        }
        start = from
        path = name
    }

    func read(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = min(buffer.count, Int(clamping: (count ?? .max) - position))
        if wanted <= 0 { return 0 }
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        let got: Int
        switch body {
        case .none: got = 0
        case .bytes(let bytes):
            bytes.withUnsafeBytes { target.copyMemory(from: .init(rebasing: $0[Int(position)...].prefix(wanted))) }
            got = wanted
        case .file: got = try readFile(target)
        case .stream(_, let read): got = try read(target)
        }
        position += Int64(got)
        onSent?(got)
        return got
    }

    /// False when the bytes before cannot be had again.
    func seek(_ offset: Int64) -> Bool {
        if case .stream = body, offset != position { return false }
        onSent?(Int(offset - position))
        position = offset
        return true
    }

    private func readFile(_ target: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let got = file!.withFile { pread($0.raw, target.baseAddress, target.count, off_t(start + position)) } ?? 0
            if got > 0 { return got }
            if got == 0 { throw SystemError("cannot read", path, errno: EIO) }
            if errno != EINTR { throw SystemError.last("cannot read", path) }
        }
    }
}
