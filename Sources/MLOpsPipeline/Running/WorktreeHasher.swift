internal import Glibc
internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Fingerprints of paths below the top of a worktree. A pointer to a large file counts as the file it stands for.
struct WorktreeHasher {
    let root: String
    let now: @Sendable () -> Int64
    var cache: StatCache

    /// Folders deeper than this are refused.
    private static let maxDepth = 200

    init(root: String, cachePath: String?, now: @escaping @Sendable () -> Int64) {
        self.root = root
        self.now = now
        cache = StatCache(path: cachePath)
    }

    /// What `path` (relative to the top, or absolute) holds; nil when there is nothing.
    mutating func fingerprint(_ path: String) throws -> FileFingerprint? {
        let full = Paths.join(root, path)
        guard let info = Files.info(full, followLinks: true) else { return nil }
        switch info.kind {
        case .file: return try content(full, info)
        case .directory:
            var listing = Listing()
            try walk(full, prefix: "", depth: 0, into: &listing)
            return listing.fingerprint
        default: throw Diagnostic.fatal("cannot read '\(path)': not a file or folder")
        }
    }

    /// Whether the file at `path` is only the pointer of a large file.
    func isPointer(_ path: String) -> Bool {
        let full = Paths.join(root, path)
        guard let info = Files.info(full, followLinks: true), info.kind == .file, info.size < Pointer.sizeLimit else {
            return false
        }
        return ((try? Files.read(full)).flatMap { Pointer.parse($0) }).map { $0.pointer.size > 0 } ?? false
    }

    private struct Listing {
        private var hasher = ContentHasher()
        private var size: Int64 = 0
        private var count = 0

        mutating func add(_ name: String, _ kind: String, _ content: FileFingerprint) {
            Array("\(kind) \(content.hash) \(name)\0".utf8).withUnsafeBytes { hasher.update($0) }
            size += content.size
            count += 1
        }

        var fingerprint: FileFingerprint {
            FileFingerprint(hash: hasher.finalize().id.hex, size: size, count: count)
        }
    }

    /// Files in the order of their bytes. A link to a file counts as the file, a link to a folder as its text: a
    /// link could lead round in a circle.
    private mutating func walk(_ folder: String, prefix: String, depth: Int, into listing: inout Listing) throws {
        if depth > Self.maxDepth { throw Diagnostic.fatal("cannot read folder '\(folder)': nested too deeply") }
        for name in try Files.list(folder) where name != ".git" {
            let full = Paths.join(folder, name)
            guard let info = Files.info(full) else { continue }
            switch info.kind {
            case .directory: try walk(full, prefix: prefix + name + "/", depth: depth + 1, into: &listing)
            case .file: listing.add(prefix + name, "file", try content(full, info))
            case .symbolicLink:
                if let target = Files.info(full, followLinks: true), target.kind == .file {
                    listing.add(prefix + name, "file", try content(full, target))
                } else {
                    let text = Array((Files.readLink(full) ?? "").utf8)
                    listing.add(prefix + name, "link", FileFingerprint(ContentHasher.object(of: text)))
                }
            case .other: continue
            }
        }
    }

    private mutating func content(_ full: String, _ info: FileInfo) throws -> FileFingerprint {
        if let known = cache.content(of: full, info) { return known }
        let started = now()
        let content = try Self.read(full)
        if let after = Files.info(full, followLinks: true), after == info {
            cache.store(content, for: full, info, now: started)
        }
        return content
    }

    private static func read(_ full: String) throws -> FileFingerprint {
        let file = try Descriptor(opening: full)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        var hasher = ContentHasher()
        var head: [UInt8] = []
        while true {
            let count = try file.read(into: buffer)
            if count == 0 { break }
            if hasher.count == 0, count < Pointer.sizeLimit { head = Array(buffer[..<count]) }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        if hasher.count == Int64(head.count), let pointer = Pointer.parse(head)?.pointer, pointer.size > 0 {
            return FileFingerprint(pointer.object)
        }
        return FileFingerprint(hasher.finalize())
    }
}

extension FileFingerprint {
    fileprivate init(_ object: LargeObject) {
        self.init(hash: object.id.hex, size: object.size)
    }
}
