internal import CMLOpsShims
internal import Glibc
internal import MLOpsCore

extension Files {
    /// Removes a folder and all in it, never following links; nothing there is fine.
    ///
    /// It goes from descriptor to descriptor, so that nobody can lead it elsewhere by putting a link in the way, and
    /// by names as they are, so that it removes what is not text, too.
    package static func removeTree(_ path: String) throws(SystemError) {
        guard let info = info(path) else { return }
        guard info.kind == .directory else { return try remove(path) }
        let name = NativeText.bytes(path)
        try removeContents(at: AT_FDCWD, name, path)
        if rmdir(path.nativePath) != 0 { throw .last("cannot remove", path) }
    }

    private static func removeContents(at parent: Int32, _ name: [UInt8], _ path: String) throws(SystemError) {
        let descriptor = openFolder(at: parent, name)
        guard descriptor >= 0, let directory = fdopendir(descriptor) else {
            let error = SystemError.last("cannot remove", path)
            if descriptor >= 0 { close(descriptor) }
            throw error
        }
        defer { closedir(directory) }
        for name in try names(in: directory, path) {
            try remove(at: descriptor, name, Paths.join(path, name.asText))
        }
    }

    private static func remove(at parent: Int32, _ name: [UInt8], _ path: String) throws(SystemError) {
        if unlink(at: parent, name, flags: 0) == 0 || errno == ENOENT { return }
        // Linux says EISDIR, POSIX EPERM.
        guard errno == EISDIR || errno == EPERM else { throw .last("cannot remove", path) }
        try removeContents(at: parent, name, path)
        if unlink(at: parent, name, flags: AT_REMOVEDIR) != 0 { throw .last("cannot remove", path) }
    }

    private static func openFolder(at parent: Int32, _ name: [UInt8]) -> Int32 {
        withCString(name) { mlops_open_at(parent, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) }
    }

    private static func unlink(at parent: Int32, _ name: [UInt8], flags: Int32) -> Int32 {
        withCString(name) { unlinkat(parent, $0, flags) }
    }

    private static func withCString<R>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> R) -> R {
        (name + [0]).withUnsafeBytes { body($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
    }
}
