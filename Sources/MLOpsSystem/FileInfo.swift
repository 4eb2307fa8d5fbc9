internal import Glibc

/// What `lstat` or `stat` says of a file.
package struct FileInfo: Sendable, Equatable {
    package enum Kind: Sendable {
        case file, directory, symbolicLink, other
    }

    package let kind: Kind
    package let size: Int64
    /// Permission bits, 0o7777.
    package let mode: UInt32
    package let inode: UInt64
    package let device: UInt64
    package let modifiedSeconds: Int64
    package let modifiedNanoseconds: Int64

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .other
            }
        size = Int64(status.st_size)
        mode = status.st_mode & 0o7777
        inode = UInt64(status.st_ino)
        device = UInt64(status.st_dev)
        modifiedSeconds = Int64(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(status.st_mtim.tv_nsec)
    }

    package var isExecutable: Bool {
        kind == .file && mode & 0o111 != 0
    }
}
