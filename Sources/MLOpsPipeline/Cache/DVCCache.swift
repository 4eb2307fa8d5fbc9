internal import Glibc
internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsStore
internal import MLOpsSystem

/// The cache of a repository that dvc works in too: `files/md5/ab/cdef…`, read-only, folders as listings in `.dir`.
/// What we make is put there, so that `dvc status` finds it; what dvc made is taken from there. DVC 2 kept contents
/// without `files/md5`.
struct DVCCache {
    private let own: String
    /// False where dvc's settings put its cache elsewhere: then we put nothing into any.
    let isWritable: Bool
    /// Where contents are looked for.
    let folders: [String]

    /// The cache of the repository whose top is `root`; nil when dvc does not work there. `others` are folders of the same
    /// layout, which are only read.
    init?(root: String, others: [String] = []) {
        let settings = Paths.join(root, ".dvc")
        guard Files.exists(Paths.join(settings, "config")) else { return nil }
        own = Paths.join(settings, "cache")
        folders = [own] + others
        isWritable = !["config.local", "config"].contains { Self.movesCache(Paths.join(settings, $0)) }
    }

    private static func movesCache(_ file: String) -> Bool {
        let text = (try? Files.read(file).asText) ?? ""
        var isCacheSection = false
        for line in text.split(whereSeparator: \.isNewline).map({ $0.drop(while: \.isWhitespace) }) {
            if line.hasPrefix("[") { isCacheSection = line.hasPrefix("[cache]") }
            if isCacheSection, line.hasPrefix("dir") { return true }
        }
        return false
    }

    private func path(_ md5: String) -> String? {
        let digits = md5.hasSuffix(".dir") ? md5.dropLast(4) : md5[...]
        guard digits.utf8.count == 32, Hex.decode(String(digits)) != nil else { return nil }
        return "\(md5.prefix(2))/\(md5.dropFirst(2))"
    }

    /// Where something new is put; nil when it is there, or not to be put anywhere.
    private func newPlace(_ md5: String?) -> String? {
        guard isWritable, let md5, let path = path(md5) else { return nil }
        let target = Paths.join(own, "files/md5/" + path)
        return Files.exists(target) ? nil : target
    }

    /// Where the content is, as DVC 3 keeps it, or else as DVC 2 did.
    private func locate(_ md5: String) -> String? {
        guard let path = path(md5) else { return nil }
        return folders.flatMap { [Paths.join($0, "files/md5/" + path), Paths.join($0, path)] }
            .first { Files.info($0, followLinks: true)?.kind == .file }
    }

    /// Keeps a file's content; shares the object of our own store with it where that is possible.
    func keep(_ full: String, _ content: FileFingerprint, objects: ObjectStore?) throws {
        guard let target = newPlace(content.md5) else { return }
        try Files.makeDirectories(Paths.parent(target))
        if let object = content.object, let own = objects?.locate(object), link(own.nativePath, target.nativePath) == 0
        {
            return
        }
        try write(to: target) { copy in
            let source = try Descriptor(opening: full)
            if !copy.clone(from: source) { try copy.copy(from: source) }
        }
    }

    /// Keeps the listing of a folder whose files are kept.
    func keep(_ listing: FolderListing, md5: String?) throws {
        guard let target = newPlace(md5), let text = listing.dvcText() else { return }
        try Files.makeDirectories(Paths.parent(target))
        try write(to: target) { try $0.write(text) }
    }

    private func write(to target: String, _ body: (borrowing Descriptor) throws -> Void) throws {
        let temporary = Paths.join(Paths.parent(target), ".tmp-\(getpid())-\(UInt64.random(in: .min ... .max))")
        let copy = try Descriptor(opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o444)
        do {
            try body(copy)
            try copy.close()
            try Files.rename(temporary, to: target)
        } catch {
            try? Files.remove(temporary)
            throw error
        }
    }

    /// The bytes of a file of at most 64 MiB; nil when it is not here.
    func content(_ md5: String) -> [UInt8]? {
        guard !md5.hasSuffix(".dir"), let path = locate(md5), let info = Files.info(path, followLinks: true),
            info.size <= 64 << 20
        else { return nil }
        return try? Files.read(path)
    }

    /// Whether everything that `md5` names is here.
    func holds(_ md5: String) -> Bool {
        guard locate(md5) != nil else { return false }
        return !md5.hasSuffix(".dir") || (files(of: md5)?.allSatisfy { holds($0.md5) } ?? false)
    }

    /// The files of the folder that `md5` names, by their paths within it; nil when it is not here, or none.
    func files(of md5: String) -> [(path: String, md5: String)]? {
        guard md5.hasSuffix(".dir"), let path = locate(md5),
            let list = (try? JSONValue.parse(Files.read(path)))?.arrayValue
        else { return nil }
        var files: [(path: String, md5: String)] = []
        for item in list {
            guard let name = item["relpath"]?.stringValue, let md5 = item["md5"]?.stringValue, !md5.hasSuffix(".dir"),
                RelativePath.normalize(name) == name, !RelativePath.isExternal(name), !name.isEmpty,
                !RelativePath.entersGitFolder(name)
            else { return nil }
            files.append((name, md5))
        }
        return files
    }

    /// Makes the file or folder that `md5` names at `full`, where nothing may be.
    func restore(_ md5: String, to full: String, isExecutable: Bool) throws {
        guard md5.hasSuffix(".dir") else { return try copy(md5, to: full, isExecutable: isExecutable) }
        try Files.makeDirectories(full)
        for file in files(of: md5) ?? [] {
            try copy(file.md5, to: Paths.join(full, file.path), isExecutable: false)
        }
    }

    private func copy(_ md5: String, to full: String, isExecutable: Bool) throws {
        guard let source = locate(md5) else { return }
        try Files.makeDirectories(Paths.parent(full))
        let target = try Descriptor(
            opening: full, flags: O_WRONLY | O_CREAT | O_EXCL, mode: isExecutable ? 0o777 : 0o666)
        let content = try Descriptor(opening: source)
        if !target.clone(from: content) { try target.copy(from: content) }
        try target.close()
    }
}
