internal import Glibc
package import MLOpsCore
internal import MLOpsSystem

extension ObjectStore {
    /// Starts an object whose name is known only when all of it has been seen.
    package func makeWriter() -> ObjectWriter {
        ObjectWriter(store: self)
    }

    /// Stores `bytes`.
    @discardableResult
    package func insert(_ bytes: [UInt8]) throws -> LargeObject {
        let writer = makeWriter()
        try bytes.withUnsafeBytes { try writer.append($0) }
        return try writer.finish()
    }

    /// Copies the file at `path` in as `object` and checks what was copied; shares extents where the file system
    /// can. Returns false when the object was there already.
    @discardableResult
    package func adopt(_ path: String, as object: LargeObject) throws -> Bool {
        if object.size == 0 || isPresent(object) { return false }
        let temporary = try createTemporary()
        do {
            try fill(temporary.file, from: path, as: object)
            try publish(temporary.path, as: object.id)
        } catch {
            unlink(temporary.path.nativePath)
            throw error
        }
        return true
    }

    private func fill(_ temporary: DescriptorBox, from path: String, as object: LargeObject) throws {
        let source = try Descriptor(opening: path)
        let copy = try temporary.take()
        if !copy.clone(from: source) { try copy.copy(from: source) }
        try copy.rewind()
        var hasher = ContentHasher()
        try copy.forEachChunk { hasher.update($0) }
        guard hasher.finalize() == object else { throw StoreError.corrupt(expected: object, path: path) }
        if isDurable { try copy.synchronize() }
        try copy.close()
    }

    /// Whether this store itself, not an alternate, has the object.
    func isPresent(_ object: LargeObject) -> Bool {
        Files.info(path(of: object.id), followLinks: true)?.size == object.size
    }

    /// A new file in `tmp/` whose name says who writes it, with the mode that objects have.
    func createTemporary() throws -> (path: String, file: DescriptorBox) {
        let path = "\(temporaryDirectory)/\(TemporaryName.make())"
        do {
            return (path, try openTemporary(path))
        } catch let error as SystemError where error.errno == ENOENT {
            try makeDirectory(temporaryDirectory)
            return (path, try openTemporary(path))
        }
    }

    private func openTemporary(_ path: String) throws -> DescriptorBox {
        let file = try Descriptor(opening: path, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o444)
        if sharing != .umask { _ = fchmod(file.raw, mode_t(sharing.adjusted(try file.info().mode))) }
        return DescriptorBox(file)
    }

    /// Gives a complete temporary file its name: the one moment at which an object appears.
    func publish(_ temporary: String, as id: ContentID) throws {
        let path = path(of: id)
        do {
            try Files.rename(temporary, to: path)
        } catch  where error.errno == ENOENT {
            try makeDirectory(Paths.parent(path))
            try Files.rename(temporary, to: path)
        }
        if isDurable { Files.synchronizeDirectory(of: path) }
        if sharedRoot != nil { share(id) }
    }

    /// Makes a folder and those above it. By trying, since the answer is known after one system call.
    func makeDirectory(_ path: String) throws {
        if mkdir(path.nativePath, 0o777) != 0 {
            if errno == EEXIST { return }
            guard errno == ENOENT, path != "/" else { throw SystemError.last("cannot create folder", path) }
            try makeDirectory(Paths.parent(path))
            if mkdir(path.nativePath, 0o777) != 0, errno != EEXIST {
                throw SystemError.last("cannot create folder", path)
            }
        }
        if sharing != .umask, let mode = Files.info(path)?.mode {
            try? Files.setMode(path, sharing.adjusted(mode, isDirectory: true))
        }
    }
}
