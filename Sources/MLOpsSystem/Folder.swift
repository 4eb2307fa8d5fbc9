internal import CMLOpsShims
internal import Glibc

/// An open folder. What is done in it is done there, even when somebody renames it or puts a link in its place
/// meanwhile. Names are bytes without slashes; links are never followed.
package final class Folder {
    private let raw: Int32
    private let name: String

    /// The folder at a path, whose last component may be a link.
    package init(_ path: String) throws(SystemError) {
        raw = mlops_open(path.nativePath, O_RDONLY | O_DIRECTORY, 0)
        name = path
        if raw < 0 { throw .last("cannot open", path) }
    }

    private init(raw: Int32, name: String) {
        self.raw = raw
        self.name = name
    }

    deinit {
        if raw >= 0 { close(raw) }
    }

    /// A folder in this one; nil when there is none of that name, or a link.
    package func folder(_ name: ArraySlice<UInt8>) -> Folder? {
        let found = mlops_open_at(raw, Self.text(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        return found < 0 ? nil : Folder(raw: found, name: self.name + "/" + String(decoding: name, as: UTF8.self))
    }

    /// A file in this folder opened for reading; nil when there is none, or a link. Never waits for a pipe's writer.
    package func open(_ name: ArraySlice<UInt8>) -> Descriptor? {
        let found = mlops_open_at(raw, Self.text(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        return found < 0 ? nil : Descriptor(adopting: found, name: shown(name))
    }

    /// A new file in this folder.
    package func create(_ name: ArraySlice<UInt8>, mode: UInt32) throws(SystemError) -> Descriptor {
        let made = mlops_create_at(raw, Self.text(name), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
        if made < 0 { throw .last("cannot write", shown(name)) }
        return Descriptor(adopting: made, name: shown(name))
    }

    /// lstat(2) of a name; nil when there is nothing.
    package func stamp(_ name: ArraySlice<UInt8>) -> FileStamp? {
        var status = stat()
        return fstatat(raw, Self.text(name), &status, AT_SYMLINK_NOFOLLOW) == 0 ? FileStamp(status) : nil
    }

    /// Moves a file of `source` here, over what has that name.
    package func rename(
        _ from: ArraySlice<UInt8>, of source: Folder, to name: ArraySlice<UInt8>
    ) throws(SystemError) {
        if renameat(source.raw, Self.text(from), raw, Self.text(name)) != 0 {
            throw .last("cannot write", shown(name))
        }
    }

    /// Gives a file of `source` and the one here each other's name, at one moment. False where the file system cannot.
    ///
    /// Unlike ``rename(_:of:to:)`` over a file, this does not make ext4 write the new content out at once
    /// (`auto_da_alloc` of ext4(5)).
    package func exchange(
        _ other: ArraySlice<UInt8>, of source: Folder, with name: ArraySlice<UInt8>
    ) throws(SystemError) -> Bool {
        if mlops_exchange(source.raw, Self.text(other), raw, Self.text(name)) == 0 { return true }
        if [EINVAL, ENOSYS, EOPNOTSUPP, EPERM].contains(errno) { return false }
        throw .last("cannot write", shown(name))
    }

    package func remove(_ name: ArraySlice<UInt8>) {
        unlinkat(raw, Self.text(name), 0)
    }

    /// Names in this folder, without `.` and `..`.
    package func names() throws(SystemError) -> [[UInt8]] {
        let opened = mlops_open_at(raw, Self.text(Array(".".utf8)[...]), O_RDONLY | O_DIRECTORY)
        guard opened >= 0, let directory = fdopendir(opened) else { throw .last("cannot read folder", name) }
        defer { closedir(directory) }
        return try Files.names(in: directory, name)
    }

    /// The file system's number.
    package func device() throws(SystemError) -> UInt64 {
        var status = stat()
        if fstat(raw, &status) != 0 { throw .last("cannot stat", name) }
        return UInt64(status.st_dev)
    }

    private func shown(_ name: ArraySlice<UInt8>) -> String {
        self.name + "/" + String(decoding: name, as: UTF8.self)
    }

    private static func text(_ name: ArraySlice<UInt8>) -> [CChar] {
        name.map(CChar.init(bitPattern:)) + [0]
    }
}
