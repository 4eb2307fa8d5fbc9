internal import CMLOpsShims
internal import Glibc

extension Files {
    /// Brings everything that was written to the file system of `path` to disk; for many files that need it at once.
    package static func synchronizeFileSystem(of path: String) throws(SystemError) {
        let folder = open(path.nativePath, O_RDONLY | O_CLOEXEC)
        if folder < 0 { throw .last("cannot open", path) }
        defer { close(folder) }
        if mlops_sync_file_system(folder) != 0 { throw .last("cannot write", path) }
    }
}
