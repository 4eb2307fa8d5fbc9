internal import Glibc
internal import Synchronization

/// Git directories that several users write into (`core.sharedRepository`). What is made below them is opened for the
/// others as git opens what it makes (its `adjust_shared_perm`). The process's, as git's is: files are made in many
/// places, and one that is forgotten locks everybody else out.
package enum SharedFolders {
    private static let isUsed = Atomic<Bool>(false)
    private static let folders = Mutex<[String: SharingMode]>([:])

    /// From now on files and folders made in `folder` are shared so. ``SharingMode/umask`` changes nothing.
    package static func share(_ folder: String, _ mode: SharingMode) {
        if mode == .umask { return }
        folders.withLock { $0[folder] = mode }
        isUsed.store(true, ordering: .releasing)
    }

    /// How what is made at `path` is shared; nil where the umask alone decides.
    package static func mode(at path: String) -> SharingMode? {
        guard isUsed.load(ordering: .acquiring) else { return nil }
        return folders.withLock { folders in
            folders.first {
                path.utf8.starts(with: $0.key.utf8) && path.utf8.dropFirst($0.key.utf8.count).first == 0x2f
            }?
            .value
        }
    }

    /// Opens a file or folder that another library has made; nothing there, or somebody else's, is fine.
    package static func adjust(_ path: String) {
        guard let sharing = mode(at: path), let info = Files.info(path), info.kind == .file || info.kind == .directory
        else { return }
        let mode = sharing.adjusted(info.mode, isDirectory: info.kind == .directory)
        if mode != info.mode { _ = chmod(path.nativePath, mode_t(mode)) }
    }

    /// As ``adjust(_:)`` for all of `path` below `folder`.
    package static func adjust(_ path: String, in folder: String) {
        guard mode(at: Paths.join(folder, path)) != nil else { return }
        var current = folder
        for name in path.split(separator: "/") {
            current = Paths.join(current, String(name))
            adjust(current)
        }
    }

    /// Opens the file behind a descriptor, which may be older than this call.
    static func adjust(_ descriptor: Int32, at path: String) {
        guard let sharing = mode(at: path) else { return }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        let old = UInt32(status.st_mode & 0o7777), mode = sharing.adjusted(old)
        if mode != old { _ = fchmod(descriptor, mode_t(mode)) }
    }
}
