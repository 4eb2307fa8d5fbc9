internal import CMLOpsShims
internal import Glibc

/// An open file. It closes itself; ``close()`` tells whether closing (and so writing) worked.
package struct Descriptor: ~Copyable {
    package private(set) var raw: Int32
    let name: String

    /// Takes over a descriptor that is already open.
    package init(adopting raw: Int32, name: String) {
        self.raw = raw
        self.name = name
    }

    /// open(2) with close-on-exec.
    package init(opening path: String, flags: Int32 = O_RDONLY, mode: UInt32 = 0o666) throws(SystemError) {
        while true {
            let descriptor = mlops_open(path.nativePath, flags, mode)
            if descriptor >= 0 {
                raw = descriptor
                name = path
                if flags & O_CREAT != 0 { SharedFolders.adjust(descriptor, at: path) }
                return
            }
            if errno != EINTR { throw .last("cannot open", path) }
        }
    }

    deinit {
        if raw >= 0 { _ = Glibc.close(raw) }
    }

    package consuming func close() throws(SystemError) {
        let descriptor = raw
        raw = -1
        // Interrupted or not, Linux has closed it.
        if Glibc.close(descriptor) != 0, errno != EINTR { throw .last("cannot write", name) }
    }

    /// Up to `buffer.count` bytes; 0 at the end.
    package borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        while true {
            let count = Glibc.read(raw, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if !waits(POLLIN) { throw .last("cannot read", name) }
        }
    }

    /// All bytes to the end.
    package borrowing func readAll(sizeHint: Int = 0) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        // A sparse file can claim any size.
        bytes.reserveCapacity(min(max(0, sizeHint), 1 << 26) + 1)
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { chunk.deallocate() }
        while true {
            let count = try read(into: chunk)
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// Writes every byte.
    package borrowing func write(_ buffer: UnsafeRawBufferPointer) throws(SystemError) {
        var done = 0
        while done < buffer.count {
            let count = Glibc.write(raw, buffer.baseAddress! + done, buffer.count - done)
            if count >= 0 {
                done += count
            } else if !waits(POLLOUT) {
                throw .last("cannot write", name)
            }
        }
    }

    /// After a call that failed: whether to try again, which is at once when a signal came, or when the other end is
    /// ready where somebody else who has the file open made it non-blocking (a terminal, mostly).
    private borrowing func waits(_ event: Int32) -> Bool {
        if errno == EAGAIN {
            var wanted = pollfd(fd: raw, events: Int16(event), revents: 0)
            poll(&wanted, 1, -1)
            return true
        }
        return errno == EINTR
    }

    package borrowing func write(_ bytes: [UInt8]) throws(SystemError) {
        let result = bytes.withUnsafeBytes { (buffer) -> Result<Void, SystemError> in
            Result { () throws(SystemError) in try write(buffer) }
        }
        try result.get()
    }

    /// fsync(2).
    package borrowing func synchronize() throws(SystemError) {
        if fsync(raw) != 0 { throw .last("cannot write", name) }
    }

    package borrowing func info() throws(SystemError) -> FileInfo {
        var status = stat()
        if fstat(raw, &status) != 0 { throw .last("cannot stat", name) }
        return FileInfo(status)
    }

    /// flock(2), exclusive, waiting when `wait`. False when another process holds it and `wait` is false.
    package borrowing func lock(wait: Bool = true) throws(SystemError) -> Bool {
        while flock(raw, LOCK_EX | (wait ? 0 : LOCK_NB)) != 0 {
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw .last("cannot lock", name) }
        }
        return true
    }
}
