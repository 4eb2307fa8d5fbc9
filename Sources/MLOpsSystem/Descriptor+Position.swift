internal import Glibc

extension Descriptor {
    /// Cuts the file off at `size` bytes, which also works on a full disk.
    package borrowing func truncate(to size: Int64) throws(SystemError) {
        while ftruncate(raw, off_t(size)) != 0 {
            if errno != EINTR { throw .last("cannot write", name) }
        }
    }

    /// The last `count` bytes, or all of a shorter file.
    package borrowing func tail(_ count: Int) throws(SystemError) -> [UInt8] {
        let size = try info().size
        var bytes = [UInt8](repeating: 0, count: min(count, Int(clamping: size)))
        let start = size - Int64(bytes.count)
        let read = bytes.withUnsafeMutableBytes { pread(raw, $0.baseAddress, $0.count, off_t(start)) }
        if read < 0 { throw .last("cannot read", name) }
        return Array(bytes[..<read])
    }
}
