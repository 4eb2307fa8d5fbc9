internal import CMLOpsShims
internal import Glibc

extension Descriptor {
    /// Bytes read or copied at once: fits the second-level cache, so that hashing finds them there.
    package static let chunkSize = 1 << 18

    /// Another number for an open file, close-on-exec; -1 when there is none to be had.
    package static func duplicate(_ raw: Int32) -> Int32 {
        fcntl(raw, F_DUPFD_CLOEXEC, 3)
    }

    /// Reads from the current position to the end, piece by piece.
    package borrowing func forEachChunk(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkSize, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let count = try read(into: buffer)
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Goes back to the first byte.
    package borrowing func rewind() throws(SystemError) {
        if lseek(raw, 0, SEEK_SET) < 0 { throw .last("cannot read", "a temporary file") }
    }

    /// Shares the extents of `source`; false where the file system cannot.
    package borrowing func clone(from source: borrowing Descriptor) -> Bool {
        mlops_clone_file(raw, source.raw) == 0
    }

    /// Copies all of `source`, inside the kernel where it can.
    package borrowing func copy(from source: borrowing Descriptor) throws {
        while true {
            let count = mlops_copy_range(raw, source.raw, 1 << 30)
            if count == 0 { return }
            if count < 0, errno != EINTR { break }
        }
        guard [EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EBADF].contains(errno) else {
            throw SystemError.last("cannot write", "a temporary file")
        }
        try source.forEachChunk { try write($0) }
    }
}
