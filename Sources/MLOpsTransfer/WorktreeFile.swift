internal import Glibc
package import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// A file of the worktree by its path as git has it: bytes, which need not be UTF-8.
package struct WorktreeFile {
    private let top: [CChar]
    private let path: RepoPath

    package init(top: String, path: RepoPath) {
        self.top = top.nativePath.dropLast()
        self.path = path
    }

    /// Size and kind of what is there; nil when nothing is, or when the way leads through a symbolic link.
    package var info: (kind: UInt32, size: Int64, mode: UInt32)? {
        guard reachesWithoutLinks else { return nil }
        var status = stat()
        guard lstat(cPath(path.bytes), &status) == 0 else { return nil }
        return (status.st_mode & S_IFMT, Int64(status.st_size), status.st_mode & 0o7777)
    }

    /// Whether nothing is there and the folder for it is.
    var canBeMade: Bool { info == nil && reachesWithoutLinks }

    /// Whether the file is this pointer's text, in any spelling.
    package func holds(_ pointer: Pointer, orIsMissing: Bool = false) throws -> Bool {
        guard let info else { return orIsMissing && hasFreeWay }
        guard info.kind == S_IFREG, info.size < Pointer.sizeLimit, pointer.size != 0 else { return false }
        return try Pointer.parse(open(cPath(path.bytes), O_RDONLY | O_NOFOLLOW).readAll())?.pointer == pointer
    }

    /// Whether the file is the content of this object. Reads it only when the size is right.
    package func holdsContent(of object: LargeObject) throws -> Bool {
        guard let info, info.kind == S_IFREG, info.size == object.size else { return false }
        var hasher = ContentHasher()
        try open(cPath(path.bytes), O_RDONLY | O_NOFOLLOW).forEachChunk { hasher.update($0) }
        return hasher.finalize() == object
    }

    /// Replaces the file by a copy of `source`, shared where the file system can; it has the old content or all of
    /// the new at any moment. The copy is made in `folder`, where rubbish of a killed process is swept, or beside the
    /// file when that is on another file system.
    /// The old file's mode counts if `keepsMode`.
    package func replace(
        withContentsOf source: String, size: Int64, executable: Bool, by folder: String, keepsMode: Bool = true
    ) throws {
        let name = "mlops-\(getpid())-\(UInt64.random(in: .min ... .max))"
        let mode: mode_t = executable ? 0o777 : 0o666
        let kept = keepsMode ? info?.mode : nil
        let inFolder = Array((folder + "/" + name).utf8CString)
        if try place(inFolder, mode: mode, from: source, size: size, kept) { return }
        let beside = Array(path.bytes.prefix(path.bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0))
        if try place(cPath(beside + Array(".\(name)".utf8)), mode: mode, from: source, size: size, kept) { return }
        throw SystemError("cannot write", path.description, errno: EXDEV)
    }

    /// False when `temporary` is on another file system than the file.
    private func place(
        _ temporary: [CChar], mode: mode_t, from source: String, size: Int64, _ kept: UInt32?
    ) throws -> Bool {
        do {
            try fill(open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode), from: source, size: size)
            if let kept { _ = chmod(temporary, kept) }
            if rename(temporary, cPath(path.bytes)) == 0 { return true }
            if errno != EXDEV { throw SystemError.last("cannot write", path.description) }
            unlink(temporary)
            return false
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private func fill(_ file: consuming Descriptor, from source: String, size: Int64) throws {
        let content = try Descriptor(opening: source)
        if !file.clone(from: content) { try file.copy(from: content) }
        guard try file.info().size == size else { throw Diagnostic.fatal("cannot use '\(source)': its size is wrong") }
        try file.close()
    }

    /// No folder on the way may be a symbolic link: it could lead out of the worktree.
    private var reachesWithoutLinks: Bool {
        for (position, byte) in path.bytes.enumerated() where byte == UInt8(ascii: "/") {
            var status = stat()
            guard lstat(cPath(Array(path.bytes[..<position])), &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                return false
            }
        }
        return true
    }

    /// As ``reachesWithoutLinks``, but folders may be missing.
    private var hasFreeWay: Bool {
        for (position, byte) in path.bytes.enumerated() where byte == UInt8(ascii: "/") {
            var status = stat()
            if lstat(cPath(Array(path.bytes[..<position])), &status) != 0 { return errno == ENOENT }
            if status.st_mode & S_IFMT != S_IFDIR { return false }
        }
        return true
    }

    /// Makes the folders that are not there; a link, or a file, where a folder has to be is an error.
    func makeFolders() throws {
        for (position, byte) in path.bytes.enumerated() where byte == UInt8(ascii: "/") {
            let folder = cPath(Array(path.bytes[..<position]))
            var status = stat()
            if lstat(folder, &status) != 0 { mkdir(folder, 0o777) }
            guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw SystemError("cannot write", path.description, errno: ENOTDIR)
            }
        }
    }

    /// Makes the file, which is not there.
    func create(_ bytes: [UInt8], executable: Bool) throws {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
        let file = try open(cPath(path.bytes), flags, executable ? 0o777 : 0o666)
        try file.write(bytes)
        try file.close()
    }

    func openForReading() throws -> Descriptor {
        try open(cPath(path.bytes), O_RDONLY | O_NOFOLLOW)
    }

    /// What a symbolic link says.
    var linkTarget: [UInt8] {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink(cPath(path.bytes), &buffer, buffer.count)
        return count < 0 ? [] : buffer[..<count].map(UInt8.init(bitPattern:))
    }

    /// Gives the owner the right to write, or takes it from everybody; false when the file is not there.
    package func setWritable(_ isWritable: Bool) -> Bool {
        guard let info, info.kind == S_IFREG else { return false }
        let mode = isWritable ? info.mode | 0o200 : info.mode & ~0o222
        return mode == info.mode || chmod(cPath(path.bytes), mode) == 0
    }

    private func open(_ path: [CChar], _ flags: Int32, _ mode: mode_t = 0) throws -> Descriptor {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
        if descriptor < 0 { throw SystemError.last("cannot open", self.path.description) }
        return Descriptor(adopting: descriptor, name: self.path.description)
    }

    private func cPath(_ bytes: [UInt8]) -> [CChar] {
        top + [CChar(bitPattern: UInt8(ascii: "/"))] + bytes.map(CChar.init(bitPattern:)) + [0]
    }
}
