internal import Glibc

/// What git's index keeps of a file's inode, and by which a changed file shows itself.
package struct FileStamp: Sendable, Hashable {
    package let changedSeconds: Int64
    package let changedNanoseconds: Int64
    package let modifiedSeconds: Int64
    package let modifiedNanoseconds: Int64
    package let device: UInt64
    package let inode: UInt64
    package let user: UInt32
    package let group: UInt32
    package let size: Int64
    /// Permission bits, 0o7777.
    package let mode: UInt32
    package let isRegular: Bool

    init(_ status: stat) {
        changedSeconds = Int64(status.st_ctim.tv_sec)
        changedNanoseconds = Int64(status.st_ctim.tv_nsec)
        modifiedSeconds = Int64(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(status.st_mtim.tv_nsec)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        user = status.st_uid
        group = status.st_gid
        size = Int64(status.st_size)
        mode = status.st_mode & 0o7777
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether it is the same file with the same content, by its numbers. Its time of change (ctime) may be another:
    /// file systems set it when a file gets another name.
    package func isSameFile(as other: FileStamp) -> Bool {
        device == other.device && inode == other.inode && size == other.size && mode == other.mode
            && modifiedSeconds == other.modifiedSeconds && modifiedNanoseconds == other.modifiedNanoseconds
    }

    /// A stamp of known numbers, of a regular file.
    package init(
        changedSeconds: Int64, changedNanoseconds: Int64, modifiedSeconds: Int64, modifiedNanoseconds: Int64,
        device: UInt64, inode: UInt64, user: UInt32, group: UInt32, size: Int64, mode: UInt32
    ) {
        self.changedSeconds = changedSeconds
        self.changedNanoseconds = changedNanoseconds
        self.modifiedSeconds = modifiedSeconds
        self.modifiedNanoseconds = modifiedNanoseconds
        self.device = device
        self.inode = inode
        self.user = user
        self.group = group
        self.size = size
        self.mode = mode
        isRegular = true
    }
}

extension Descriptor {
    package borrowing func stamp() throws(SystemError) -> FileStamp {
        var status = stat()
        if fstat(raw, &status) != 0 { throw .last("cannot stat", "a file") }
        return FileStamp(status)
    }

    /// Sets the time of the last change of content; that of the last reading becomes now.
    package borrowing func setModified(seconds: Int64, nanoseconds: Int64 = 0) throws(SystemError) {
        // UTIME_NOW, which is a macro with a cast.
        let times = [
            timespec(tv_sec: 0, tv_nsec: (1 << 30) - 1), timespec(tv_sec: time_t(seconds), tv_nsec: Int(nanoseconds)),
        ]
        if futimens(raw, times) != 0 { throw .last("cannot set the time of", "a file") }
    }

    /// fchmod(2).
    package borrowing func setMode(_ mode: UInt32) throws(SystemError) {
        if fchmod(raw, mode_t(mode)) != 0 { throw .last("cannot change mode of", "a file") }
    }
}
