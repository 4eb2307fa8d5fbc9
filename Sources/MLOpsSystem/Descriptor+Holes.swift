internal import Glibc

extension Descriptor {
    /// Makes this empty file a copy of `source`: shared extents where the file system can, else copied inside the
    /// kernel, with the source's holes left as holes. Returns whether extents were shared.
    @discardableResult
    package borrowing func fill(from source: borrowing Descriptor, tryingToClone: Bool = true) throws -> Bool {
        if tryingToClone, clone(from: source) { return true }
        var status = stat()
        guard fstat(source.raw, &status) == 0 else { throw SystemError.last("cannot stat", "a large file") }
        if Int64(status.st_blocks) * 512 < Int64(status.st_size) {
            try copyData(from: source, size: status.st_size)
        } else {
            try copy(from: source)
        }
        return false
    }

    /// Linux's numbers, hidden behind _GNU_SOURCE.
    private static var seekData: Int32 { 3 }
    private static var seekHole: Int32 { 4 }

    /// Copies the parts that hold data and sets the size.
    private borrowing func copyData(from source: borrowing Descriptor, size: off_t) throws {
        var position: off_t = 0
        while position < size {
            let start = lseek(source.raw, position, Self.seekData)
            if start < 0 {
                if errno == ENXIO { break }
                throw SystemError.last("cannot read", "a large file")
            }
            let end = lseek(source.raw, start, Self.seekHole)
            guard end > start, lseek(source.raw, start, SEEK_SET) == start, lseek(raw, start, SEEK_SET) == start else {
                throw SystemError.last("cannot read", "a large file")
            }
            try copy(from: source, count: end - start)
            position = end
        }
        guard ftruncate(raw, size) == 0 else { throw SystemError.last("cannot write", "a temporary file") }
    }

    /// Copies `count` bytes from the current position to the current position.
    private borrowing func copy(from source: borrowing Descriptor, count: off_t) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkSize, alignment: 4096)
        defer { buffer.deallocate() }
        var left = Int(count)
        while left > 0 {
            let got = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(left, buffer.count)]))
            if got == 0 { return }
            try write(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
            left -= got
        }
    }
}
