internal import Glibc

extension Files {
    /// Writes `bytes` where nothing is: the file appears whole, and what is already there, even a dangling link, is
    /// never replaced. False when something was there. `mode` is narrowed by the umask.
    package static func create(_ bytes: [UInt8], at path: String, mode: UInt32 = 0o666) throws(SystemError) -> Bool {
        let temporary = temporaryPath(beside: path)
        let file = try Descriptor(opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        defer { unlink(temporary.nativePath) }
        try file.write(bytes)
        try file.close()
        if link(temporary.nativePath, path.nativePath) == 0 { return true }
        if errno == EEXIST { return false }
        // File systems without hard links (exFAT, some network mounts).
        if exists(path) { return false }
        try rename(temporary, to: path)
        return true
    }
}
