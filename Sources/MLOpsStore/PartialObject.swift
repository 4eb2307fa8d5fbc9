internal import Glibc
package import MLOpsCore
internal import MLOpsSystem

/// An object that arrives over a connection which may break. What has come stays in `tmp/<oid>.part`, for this
/// process or a later one to go on with; it gets its name only when all of it has its hash.
///
/// One process at a time has the file; another that wants the same object meanwhile fills a file of its own, which is
/// not kept.
package final class PartialObject {
    private let store: ObjectStore
    private let object: LargeObject
    private let path: String
    private let file: DescriptorBox
    private let isKept: Bool
    private var hasher = ContentHasher()
    private var isPublished = false

    /// Opens what an earlier try has left, and hashes it.
    init(store: ObjectStore, object: LargeObject) throws {
        self.store = store
        self.object = object
        let kept = "\(store.temporaryDirectory)/\(object.id.hex).part"
        if let file = try Self.openAlone(kept, store) {
            (path, self.file, isKept) = (kept, file, true)
        } else {
            let temporary = try store.createTemporary()
            (path, file, isKept) = (temporary.path, temporary.file, false)
        }
        try resume()
    }

    deinit {
        if !isPublished, !isKept || count == 0 { unlink(path.nativePath) }
    }

    /// Bytes that are there.
    package var count: Int64 { hasher.count }

    /// Adds what came next. More than the object has is refused.
    package func append(_ bytes: UnsafeRawBufferPointer) throws {
        guard count + Int64(bytes.count) <= object.size else {
            throw StoreError.corrupt(expected: object, path: path)
        }
        try file.withFile { try $0.write(bytes) }
        hasher.update(bytes)
    }

    /// Forgets what is there.
    package func restart() throws {
        hasher = ContentHasher()
        try file.withFile { file in
            guard ftruncate(file.raw, 0) == 0 else { throw SystemError.last("cannot write", path) }
            try file.rewind()
        }
    }

    /// Gives the object its name. When the hash is wrong nothing is kept, and ``StoreError/corrupt(expected:path:)`` is
    /// thrown.
    package func finish() throws {
        guard hasher.finalize() == object else {
            unlink(path.nativePath)
            isPublished = true
            throw StoreError.corrupt(expected: object, path: path)
        }
        try file.withFile { file in
            _ = fchmod(file.raw, mode_t(store.sharing.adjusted(try file.info().mode & 0o444)))
            if store.isDurable { try file.synchronize() }
        }
        try store.publish(path, as: object.id)
        isPublished = true
    }

    private func resume() throws {
        try file.withFile { file in
            try file.rewind()
            if try file.info().size <= object.size { try file.forEachChunk { hasher.update($0) } }
        }
        if count == 0 { try restart() }
    }

    /// Nil when another process has it, or another user.
    private static func openAlone(_ path: String, _ store: ObjectStore) throws -> DescriptorBox? {
        // The one who had it may have given it its name between open and lock: then this is no longer that file.
        for _ in 0..<3 {
            guard let file = try open(path, store) else { return nil }
            guard try file.withFile({ try $0.lock(wait: false) }) == true else { return nil }
            let own = try file.withFile { try $0.info() }
            if let own, let there = Files.info(path), there.kind == .file, there.inode == own.inode { return file }
        }
        return nil
    }

    private static func open(_ path: String, _ store: ObjectStore) throws -> DescriptorBox? {
        // 0644 until it is whole, since who owns it has to open it again for writing.
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW
        do {
            return DescriptorBox(try Descriptor(opening: path, flags: flags, mode: 0o644))
        } catch {
            if error.errno == EACCES { return nil }
            guard error.errno == ENOENT else { throw error }
        }
        try store.makeDirectory(store.temporaryDirectory)
        return DescriptorBox(try Descriptor(opening: path, flags: flags, mode: 0o644))
    }
}

extension ObjectStore {
    /// Starts, or goes on with, an object whose bytes come over a connection.
    package func makePartial(_ object: LargeObject) throws -> PartialObject {
        try PartialObject(store: self, object: object)
    }

    /// An empty folder in `tmp/`, for another program to put files into; the caller's to remove.
    package func makeTemporaryFolder() throws -> String {
        let path = "\(temporaryDirectory)/\(TemporaryName.make())"
        try makeDirectory(path)
        return path
    }

    /// Makes the file at `path`, which has to be on the store's file system, an object, once its bytes were compared
    /// with the object's name. Throws ``StoreError/corrupt(expected:path:)`` and leaves the file when they differ.
    package func take(_ path: String, as object: LargeObject) throws {
        var hasher = ContentHasher()
        let file = try Descriptor(opening: path)
        try file.forEachChunk { hasher.update($0) }
        guard hasher.finalize() == object else { throw StoreError.corrupt(expected: object, path: path) }
        _ = fchmod(file.raw, mode_t(sharing.adjusted(try file.info().mode & 0o444)))
        if isDurable { try file.synchronize() }
        try publish(path, as: object.id)
    }

    /// A small file about a transfer that is under way, kept across processes in `tmp/`; nil when there is none.
    package func note(_ name: String) -> [UInt8]? {
        guard let info = Files.info(notePath(name)), info.kind == .file, info.size < 1 << 16 else { return nil }
        return try? Files.read(notePath(name))
    }

    /// Writes, or with nil removes, such a file. `name` is letters, digits, `-` and `.`.
    package func setNote(_ name: String, _ bytes: [UInt8]?) throws {
        guard let bytes else { return try Files.remove(notePath(name)) }
        try makeDirectory(temporaryDirectory)
        try Files.write(bytes, to: notePath(name))
    }

    private func notePath(_ name: String) -> String { "\(temporaryDirectory)/\(name)" }
}
