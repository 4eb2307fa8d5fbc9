package import MLOpsCore
internal import MLOpsSystem

/// A store that several clones of one machine fill and take from (`mlops.sharedStore`). Every clone has a name of its
/// own for each of its objects, so nothing that happens to the shared store, or to another clone, takes anything away
/// from it: what is shared are extents, or else read-only files with several names.
extension ObjectStore {
    /// Nil without `mlops.sharedStore`. Its folder's mode says who may use it.
    package var shared: ObjectStore? {
        sharedRoot.map { root in
            ObjectStore(root: root, sharing: SharingMode(ofFolder: root), isDurable: isDurable)
        }
    }

    /// Gives the shared store an object that is here, if it does not have it. Whatever is in the way of that (another
    /// file system, no permission), this store has the object, and nothing is copied.
    package func share(_ id: ContentID) {
        let path = path(of: id)
        guard let shared, let file = try? Descriptor(opening: path), let stamp = try? file.stamp() else { return }
        _ = try? shared.take(file, at: path, stamp, as: LargeObject(id: id, size: stamp.size), by: .link)
    }

    /// Takes an object from the shared store, once its bytes were compared with its name; a damaged one is moved out
    /// of the way there. False when it is not to be had.
    package func adoptShared(_ object: LargeObject) -> Bool {
        guard let shared else { return false }
        let path = shared.path(of: object.id)
        guard let file = try? Descriptor(opening: path), let stamp = try? file.stamp(), stamp.size == object.size,
            stamp.isRegular
        else { return false }
        var hasher = ContentHasher()
        guard (try? file.forEachChunk { hasher.update($0) }) != nil else { return false }
        guard hasher.finalize() == object else {
            try? shared.quarantine(object.id)
            return false
        }
        return (try? take(file, at: path, stamp, as: object, by: .linkOrCopy)) ?? false
    }
}

extension SharingMode {
    /// As the bits of a folder say: who may write to it may write to what is made in it.
    init(ofFolder path: String) {
        let mode = Files.info(path, followLinks: true)?.mode ?? 0
        self = mode & 0o002 != 0 ? .everybody : mode & 0o020 != 0 ? .group : .umask
    }
}
