internal import Glibc
internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Fingerprints of paths below the top of a worktree. A pointer to a large file counts as the file it stands for.
struct WorktreeHasher {
    let root: String
    let now: @Sendable () -> Int64
    var cache: StatCache
    /// Whether DVC's names are wanted too; both come from reading a file once.
    var withMD5 = false
    /// Knows the content of large files of which only the pointer is here.
    var objects: ObjectStore?

    /// What does not belong to folders.
    var ignored: IgnoreRules

    /// Folders deeper than this are refused.
    private static let maxDepth = 200

    init(root: String, cachePath: String?, now: @escaping @Sendable () -> Int64) {
        self.root = root
        self.now = now
        cache = StatCache(path: cachePath)
        ignored = IgnoreRules(root: root)
    }

    /// What `path` (relative to the top, or absolute) holds; nil when there is nothing.
    mutating func fingerprint(_ path: String) throws -> FileFingerprint? {
        let full = Paths.join(root, path)
        guard let info = Files.info(full, followLinks: true) else { return nil }
        switch info.kind {
        case .file: return try content(full, info)
        case .directory: return try listing(path).fingerprint(withMD5: withMD5)
        default: throw Diagnostic.fatal("cannot read '\(path)': not a file or folder")
        }
    }

    /// The files of the folder `path`.
    mutating func listing(_ path: String) throws -> FolderListing {
        var listing = FolderListing()
        let place = RelativePath.isExternal(path) ? nil : path
        try walk(Paths.join(root, path), place: place, prefix: "", depth: 0, into: &listing)
        return listing
    }

    /// The content as DVC 2 named it: line ends of texts did not count. Nil when it is not known.
    mutating func legacyMD5(_ path: String) throws -> String? {
        let full = Paths.join(root, path)
        func read(_ full: String) throws -> String {
            try DVCHasher.read(Descriptor(opening: full), isLegacy: true).digits
        }
        guard Files.isDirectory(full) else { return isPointer(path) ? nil : try read(full) }
        var old = FolderListing()
        for var entry in try listing(path).entries where entry.kind != .link {
            entry.content.md5 = try read(Paths.join(full, entry.path))
            old.add(entry)
        }
        return old.fingerprint(withMD5: true).md5
    }

    /// Whether the file at `path` is only the pointer of a large file.
    func isPointer(_ path: String) -> Bool { pointer(path) != nil }

    /// The large file that the pointer at `path` stands for; nil when there is no pointer.
    func pointer(_ path: String) -> LargeObject? {
        let full = Paths.join(root, path)
        guard let info = Files.info(full, followLinks: true), info.kind == .file, info.size < Pointer.sizeLimit,
            let pointer = (try? Files.read(full)).flatMap({ Pointer.parse($0) })?.pointer, pointer.size > 0
        else { return nil }
        return pointer.object
    }

    /// A link to a file counts as the file, a link to a folder as its text: it could lead round in a circle.
    /// `place` is the folder relative to the top, nil for one outside.
    private mutating func walk(
        _ folder: String, place: String?, prefix: String, depth: Int, into listing: inout FolderListing
    ) throws {
        if depth > Self.maxDepth { throw Diagnostic.fatal("cannot read folder '\(folder)': nested too deeply") }
        let rules = place.map { ignored.rules(in: $0) } ?? []
        for name in try Files.list(folder) where name != ".git" {
            let full = Paths.join(folder, name)
            let inner = place.map { RelativePath.join($0, name) }
            guard let info = Files.info(full) else {
                try refuseUnreadable(
                    name, in: folder, ignored: inner.map { IgnoreRules.matches($0, isFolder: false, rules) })
                continue
            }
            if let inner, IgnoreRules.matches(inner, isFolder: info.kind == .directory, rules) { continue }
            switch info.kind {
            case .directory:
                try walk(full, place: inner, prefix: prefix + name + "/", depth: depth + 1, into: &listing)
            case .file: listing.add(try entry(prefix + name, full, info))
            case .symbolicLink:
                if let target = Files.info(full, followLinks: true), target.kind == .file {
                    listing.add(try entry(prefix + name, full, target))
                } else {
                    let text = Array((Files.readLink(full) ?? "").utf8)
                    let content = FileFingerprint(ContentHasher.object(of: text))
                    listing.add(FolderListing.Entry(path: prefix + name, kind: .link, content: content))
                }
            case .other: continue
            }
        }
    }

    /// A name that is no UTF-8 was read with U+FFFD in it, so nothing is found by it; a file that has just gone is
    /// none. To pass over the former would keep a part of the folder only.
    private func refuseUnreadable(_ name: String, in folder: String, ignored: Bool?) throws {
        guard name.contains("\u{FFFD}"), ignored != true else { return }
        throw Diagnostic.fatal(
            "cannot read '\(folder)': the name of '\(name)' in it is not UTF-8",
            hint: "rename it, or list it in .dvcignore")
    }

    private mutating func entry(_ path: String, _ full: String, _ info: FileInfo) throws -> FolderListing.Entry {
        FolderListing.Entry(
            path: path, kind: info.isExecutable ? .exec : .file, content: try content(full, info))
    }

    private mutating func content(_ full: String, _ info: FileInfo) throws -> FileFingerprint {
        var content: FileFingerprint
        if let known = cache.content(of: full, info, withMD5: withMD5) {
            content = known
        } else {
            let started = now()
            content = try read(full)
            if let after = Files.info(full, followLinks: true), after == info {
                cache.store(content, for: full, info, now: started)
            }
        }
        content.isExecutable = info.isExecutable
        return content
    }

    private func read(_ full: String) throws -> FileFingerprint {
        var (content, head) = try hash(full)
        guard content.size == Int64(head.count), let pointer = Pointer.parse(head)?.pointer, pointer.size > 0 else {
            return content
        }
        let stored = objects?.locate(pointer.object)
        content = FileFingerprint(pointer.object)
        if withMD5, let stored { content.md5 = try hash(stored).content.md5 }
        return content
    }

    /// The hashes of a file, and all of it if it is small enough to be a pointer.
    private func hash(_ full: String) throws -> (content: FileFingerprint, head: [UInt8]) {
        let file = try Descriptor(opening: full)
        var hasher = ContentHasher()
        var md5 = withMD5 ? MD5Hasher() : nil
        var head: [UInt8] = []
        try file.forEachChunk { bytes in
            if hasher.count == 0, bytes.count < Pointer.sizeLimit { head = Array(bytes) }
            hasher.update(bytes)
            md5?.update(bytes)
        }
        var content = FileFingerprint(hasher.finalize())
        content.md5 = md5?.finalize()
        return (content, head)
    }
}

extension FileFingerprint {
    init(_ object: LargeObject) {
        self.init(hash: object.id.hex, size: object.size)
    }

    /// The object that a file's content is; nil for a folder.
    var object: LargeObject? {
        guard count == nil, let id = ContentID(hash) else { return nil }
        return LargeObject(id: id, size: size)
    }
}
