internal import Glibc
package import MLOpsCore
package import MLOpsStore
internal import MLOpsSystem

/// Contents of outputs, kept beside large files under their names, so that what a stage made once need not be made
/// again. Contents are shared with the worktree where the file system can.
struct OutputCache {
    let objects: ObjectStore
    let root: String

    /// Keeps what is at the output's path; what it is recorded as from now on.
    func keep(_ out: RecordedOutput, _ hasher: inout WorktreeHasher) throws -> RecordedOutput {
        let full = Paths.join(root, out.path)
        guard out.fingerprint.count != nil else {
            if let object = out.fingerprint.object, !hasher.isPointer(out.path) { try keep(full, object) }
            return out
        }
        let listing = try hasher.listing(out.path)
        for entry in listing.entries where entry.kind != .link {
            if let object = entry.content.object { try keep(Paths.join(full, entry.path), object) }
        }
        for entry in listing.entries where entry.kind == .link {
            try objects.insert(Array((Files.readLink(Paths.join(full, entry.path)) ?? "").utf8))
        }
        let kept = try objects.insert(listing.text())
        guard kept.id.hex == out.fingerprint.hash else { return out }
        return RecordedOutput(path: out.path, out.fingerprint, listingSize: kept.size)
    }

    private func keep(_ path: String, _ object: LargeObject) throws {
        if objects.contains(object) { return }
        if Files.info(path, followLinks: true)?.size == object.size { try objects.adopt(path, as: object) }
    }

    /// The objects that making `out` again needs and that are not here. Those of a folder are only known once its
    /// listing is here.
    func missing(of out: RecordedOutput) -> [LargeObject]? {
        guard let object = out.object else { return nil }
        if !objects.contains(object) { return [object] }
        guard out.fingerprint.count != nil else { return [] }
        return listing(of: object)?.entries.compactMap(\.content.object).filter { !objects.contains($0) }
    }

    /// All that making `out` again needs, as far as it is here.
    func contents(of out: RecordedOutput) -> [LargeObject] {
        guard let object = out.object, objects.contains(object) else { return [] }
        let inner = out.fingerprint.count == nil ? [] : listing(of: object)?.entries.compactMap(\.content.object) ?? []
        return ([object] + inner).filter { $0.size > 0 && objects.contains($0) }
    }

    private func listing(of object: LargeObject) -> FolderListing? {
        if object.size == 0 { return FolderListing() }
        return (try? objects.open(object).readAll()).flatMap(FolderListing.init(text:))
    }

    /// Makes `out` anew beside its place and puts it there in one step. What was there is gone.
    func restore(_ out: RecordedOutput) throws {
        guard let object = out.object else { return }
        let full = Paths.join(root, out.path)
        try Files.makeDirectories(Paths.parent(full))
        let temporary = Paths.join(Paths.parent(full), ".mlops-\(objects.makeTemporaryName())")
        do {
            if out.fingerprint.count == nil {
                try copy(object, to: temporary, isExecutable: out.fingerprint.isExecutable)
            } else {
                try copyFolder(listing(of: object), to: temporary)
            }
            if Files.isDirectory(full) || out.fingerprint.count != nil { try Files.removeTree(full) }
            try Files.rename(temporary, to: full)
        } catch {
            try? Files.removeTree(temporary)
            throw error
        }
    }

    private func copyFolder(_ listing: FolderListing?, to folder: String) throws {
        try Files.makeDirectories(folder)
        for entry in listing?.entries ?? [] {
            let path = Paths.join(folder, entry.path)
            try Files.makeDirectories(Paths.parent(path))
            guard let object = entry.content.object else { continue }
            if entry.kind == .link {
                let target = object.size == 0 ? "" : try objects.open(object).readAll().asText
                if symlink(target.nativePath, path.nativePath) != 0 { throw SystemError.last("cannot write", path) }
            } else {
                try copy(object, to: path, isExecutable: entry.kind == .exec)
            }
        }
    }

    private func copy(_ object: LargeObject, to path: String, isExecutable: Bool) throws {
        let target = try Descriptor(
            opening: path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: isExecutable ? 0o777 : 0o666)
        if object.size > 0 {
            let source = try objects.open(object)
            if !target.clone(from: source) { try target.copy(from: source) }
        }
        try target.close()
    }
}

extension StageRecord {
    /// The contents of the outputs that `objects` has, so that they can be sent elsewhere.
    package func contents(in objects: ObjectStore) -> [LargeObject] {
        let cache = OutputCache(objects: objects, root: "")
        return outs.flatMap { cache.contents(of: $0) }
    }
}
