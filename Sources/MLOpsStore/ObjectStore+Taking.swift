internal import Glibc
package import MLOpsCore
package import MLOpsSystem

extension ObjectStore {
    /// What may be done to give an object its name, besides sharing extents.
    package enum Means: Sendable {
        /// Another name for the same file, where nobody writes to it any more; else a copy.
        case linkOrCopy
        case link
        case copy
    }

    /// Makes the content of `file`, which is open from `path` and was hashed as `object` when it had `stamp`, an object
    /// without a byte written twice: shared extents, another name for the same file, or one copy inside the kernel.
    /// False when the file has changed since, or when `means` do not suffice.
    @discardableResult
    package func take(
        _ file: borrowing Descriptor, at path: String, _ stamp: FileStamp, as object: LargeObject, by means: Means
    ) throws -> Bool {
        if object.size == 0 || isPresent(object) { return true }
        let temporary = try createTemporary()
        defer { unlink(temporary.path.nativePath) }
        let copy = try temporary.file.take()
        if !copy.clone(from: file) {
            if means != .copy, try file.stamp() == stamp, try link(path, stamp, as: object.id) { return true }
            if means == .link { return false }
            try file.rewind()
            try copy.copy(from: file)
        }
        guard try file.stamp() == stamp, try copy.info().size == object.size else { return false }
        if isDurable { try copy.synchronize() }
        try copy.close()
        try publish(temporary.path, as: object.id)
        return true
    }

    /// Only a file that is ours and read-only: what somebody still writes to would spoil the object, and the kernel
    /// links other users' files only to those who may write to them (proc(5), protected_hardlinks).
    private func link(_ path: String, _ stamp: FileStamp, as id: ContentID) throws -> Bool {
        guard stamp.user == geteuid(), stamp.mode & 0o222 == 0 else { return false }
        let temporary = "\(temporaryDirectory)/\(makeTemporaryName())"
        guard Glibc.link(path, temporary) == 0 else { return false }
        // A rename onto another name of the same file leaves both.
        defer { unlink(temporary.nativePath) }
        guard let linked = Files.info(temporary), linked.inode == stamp.inode, linked.device == stamp.device else {
            return false
        }
        let mode = sharing.adjusted(stamp.mode)
        if mode != stamp.mode { try Files.setMode(temporary, mode) }
        try publish(temporary, as: id)
        return true
    }
}
