internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTransfer

/// The place in the worktree that a file from outside goes to.
struct ImportTarget {
    static let ending = ".dvc"

    let repository: Repository
    /// Relative to the top.
    let path: String
    private let top: String

    /// `text`: as typed, relative to the working folder. Refuses what lies outside, inside `.git`, or behind a link.
    init(_ text: String, in repository: Repository) throws {
        self.repository = repository
        guard let top = repository.workTree else {
            throw Diagnostic.fatal("this operation must be run in a work tree")
        }
        self.top = top
        let given = text.hasPrefix("/") ? Paths.relative(text, to: top) ?? text : text
        path = given == text ? RelativePath.join(repository.prefix, text) : given
        guard !RelativePath.isExternal(path), !path.isEmpty else {
            throw Diagnostic.fatal("\(text): '\(text)' is outside repository")
        }
        guard !RelativePath.entersGitFolder(path) else { throw Diagnostic.fatal("'\(text)' is git's own") }
        let folder = Paths.parent(full)
        if let resolved = Files.resolve(folder), resolved != folder || !Files.isDirectory(folder) {
            throw Diagnostic.fatal("'\(text)' is beyond a symbolic link, or its folder is a file")
        }
        if let info = Files.info(full), info.kind != .file {
            throw Diagnostic.fatal("'\(text)' is there, and it is no file")
        }
    }

    var full: String { Paths.join(top, path) }
    var recordPath: String { path + Self.ending }
    private var fullRecord: String { full + Self.ending }
    /// Where a file lies until it is whole.
    var temporary: String {
        Paths.join(repository.gitDirectory, "mlops/tmp/import-\(repository.context.randomBits())")
    }

    var exists: Bool { Files.info(full) != nil }
    var record: ImportFile? {
        get throws {
            guard Files.info(fullRecord)?.kind == .file else { return nil }
            return try ImportFile(Files.read(fullRecord), name: recordPath)
        }
    }

    /// Whether the worktree's file is what the record says; a large file that is not filled in counts by its pointer.
    func holds(_ record: ImportFile) throws -> Bool {
        guard let info = Files.info(full) else { return false }
        if info.size < Pointer.sizeLimit, let pointer = Pointer.parse(try Files.read(full))?.pointer {
            return pointer.id.hex == record.sha256
        }
        guard info.size == record.size else { return false }
        var sha256 = ContentHasher()
        var md5 = MD5Hasher()
        try Descriptor(opening: full).forEachChunk {
            sha256.update($0)
            md5.update($0)
        }
        // DVC, when it updates the file, leaves what is ours as it was.
        return record.sha256 == sha256.finalize().id.hex || record.md5 == md5.finalize()
    }

    /// Puts the file and its record into the worktree.
    func place(_ file: FetchedFile, source: String, hosts: [String], old: ImportFile?) throws {
        var record = old ?? ImportFile(source: source, output: Paths.name(path), size: file.size, md5: file.md5)
        (record.size, record.md5, record.sha256) = (file.size, file.md5, file.sha256)
        (record.etag, record.lastModified) = (file.state.etag, file.state.lastModified)
        record.time = repository.context.now()
        record.hosts = hosts
        try Files.makeDirectories(Paths.parent(full))
        try move(file.path)
        try Files.write(Array(record.text(digest: MD5Hasher.digest).utf8), to: fullRecord)
    }

    private func move(_ source: String) throws {
        try? Files.setMode(source, 0o644)
        do {
            try Files.rename(source, to: full)
        } catch {
            // The git folder lies on another file system.
            let near = full + ".mlops-\(repository.context.randomBits())"
            do {
                let file = try Descriptor(opening: near, flags: FileFlags.createAndWrite)
                try file.copy(from: Descriptor(opening: source))
                try Files.rename(near, to: full)
            } catch {
                try? Files.remove(near)
                throw error
            }
            try? Files.remove(source)
        }
    }
}
