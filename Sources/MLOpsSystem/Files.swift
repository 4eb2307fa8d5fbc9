internal import CMLOpsShims
internal import Glibc
internal import MLOpsCore

/// Whole-file operations on paths. Nothing here follows a wish into the unknown: writing is always
/// temporary file, fsync when asked, rename.
package enum Files {
    /// lstat(2); nil when there is nothing at `path`.
    package static func info(_ path: String, followLinks: Bool = false) -> FileInfo? {
        var status = Glibc.stat()
        let result = followLinks ? stat(path.nativePath, &status) : lstat(path.nativePath, &status)
        return result == 0 ? FileInfo(status) : nil
    }

    package static func exists(_ path: String) -> Bool {
        info(path) != nil
    }

    /// Whether we may write to `path`, by permission and by how its file system is mounted (access(2)).
    package static func isWritable(_ path: String) -> Bool {
        access(path.nativePath, W_OK) == 0
    }

    package static func isDirectory(_ path: String) -> Bool {
        info(path, followLinks: true)?.kind == .directory
    }

    package static func read(_ path: String) throws(SystemError) -> [UInt8] {
        let file = try Descriptor(opening: path)
        let info = try file.info()
        if info.kind == .directory { throw SystemError("cannot read", path, errno: EISDIR) }
        return try file.readAll(sizeHint: Int(clamping: info.size))
    }

    /// The file's bytes, or nil when it does not exist.
    package static func readIfPresent(_ path: String) throws(SystemError) -> [UInt8]? {
        do {
            return try read(path)
        } catch  where error.errno == ENOENT || error.errno == ENOTDIR {
            return nil
        }
    }

    /// Writes `bytes` to a temporary file beside `path` and renames it into place: a reader sees the old
    /// file or the new one, whole. Keeps the mode of a file that was there.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32? = nil, durable: Bool = false
    ) throws(SystemError) {
        let temporary = temporaryPath(beside: path)
        let kept = info(path).flatMap { $0.kind == .file ? $0.mode : nil }
        let file = try Descriptor(opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode ?? kept ?? 0o666)
        do {
            if let exact = mode ?? kept {
                _ = fchmod(file.raw, mode_t(SharedFolders.mode(at: path)?.adjusted(exact) ?? exact))
            }
            try file.write(bytes)
            if durable { try file.synchronize() }
            try file.close()
            try rename(temporary, to: path)
        } catch {
            unlink(temporary.nativePath)
            throw error
        }
        if durable { synchronizeDirectory(of: path) }
    }

    /// A new name in the folder of `path`; not made from its name, which may be as long as names can be.
    package static func temporaryPath(beside path: String) -> String {
        Paths.join(Paths.parent(path), ".tmp-\(getpid())-\(UInt64.random(in: .min ... .max))")
    }

    package static func rename(_ from: String, to path: String) throws(SystemError) {
        if Glibc.rename(from.nativePath, path.nativePath) != 0 { throw .last("cannot write", path) }
    }

    /// Makes `path` and the folders above it; what is there already is fine.
    package static func makeDirectories(_ path: String, mode: UInt32 = 0o777) throws(SystemError) {
        if path.isEmpty || isDirectory(path) { return }
        try makeDirectories(Paths.parent(path), mode: mode)
        if mkdir(path.nativePath, mode_t(mode)) == 0 { return SharedFolders.adjust(path) }
        if errno == EEXIST, isDirectory(path) { return }
        throw .last("cannot create folder", path)
    }

    /// Removes a file or link; nothing there is fine.
    package static func remove(_ path: String) throws(SystemError) {
        if unlink(path.nativePath) != 0, errno != ENOENT { throw .last("cannot remove", path) }
    }

    /// Removes a folder when it is empty; tells whether it is gone.
    @discardableResult
    package static func removeIfEmpty(_ path: String) -> Bool {
        rmdir(path.nativePath) == 0
    }

    /// Names in a folder, sorted by byte, without `.` and `..`.
    package static func list(_ path: String) throws(SystemError) -> [String] {
        guard let directory = opendir(path.nativePath) else { throw .last("cannot read folder", path) }
        defer { closedir(directory) }
        return try names(in: directory, path).map(\.asText)
    }

    /// The names as they are, which need not be text.
    static func names(in directory: OpaquePointer, _ path: String) throws(SystemError) -> [[UInt8]] {
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else { break }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
        }
        if errno != 0 { throw .last("cannot read folder", path) }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    package static func setMode(_ path: String, _ mode: UInt32) throws(SystemError) {
        if chmod(path.nativePath, mode_t(mode)) != 0 { throw .last("cannot change mode of", path) }
    }

    /// realpath(3): links resolved; nil when it does not exist.
    package static func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path.nativePath, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    package static func readLink(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink(path.nativePath, &buffer, Int(PATH_MAX))
        return count < 0 ? nil : String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// fsync of the folder that holds `path`, so that a rename in it survives a power cut.
    package static func synchronizeDirectory(of path: String) {
        if let folder = try? Descriptor(opening: Paths.parent(path), flags: O_RDONLY | O_DIRECTORY) {
            try? folder.synchronize()
        }
    }
}
