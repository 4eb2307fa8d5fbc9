internal import MLOpsCore
internal import MLOpsStore

/// The files of a folder by their paths within it. Its text names the folder as a whole and, kept as an object, is
/// what the folder is made again from.
struct FolderListing {
    enum Kind: String { case file, exec, link }

    struct Entry {
        var path: String
        var kind: Kind
        /// Of a link, that of its text.
        var content: FileFingerprint
    }

    private(set) var entries: [Entry] = []

    init() {}

    mutating func add(_ entry: Entry) { entries.append(entry) }

    /// `KIND SHA256 SIZE PATH` and a NUL byte for each, in the order of the paths' bytes.
    func text() -> [UInt8] {
        sorted.flatMap { Array("\($0.kind.rawValue) \($0.content.hash) \($0.content.size) \($0.path)\0".utf8) }
    }

    private var sorted: [Entry] {
        entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Nil when the text is none, or when a path in it leads, or could lead, out of the folder.
    init?(text: [UInt8]) {
        for line in text.split(separator: 0) {
            let fields = line.split(separator: 0x20, maxSplits: 3).map { String(decoding: $0, as: UTF8.self) }
            guard fields.count == 4, let kind = Kind(rawValue: fields[0]), ContentID(fields[1]) != nil,
                let size = Int64(fields[2]), size >= 0, Self.isWithin(fields[3])
            else { return nil }
            add(Entry(path: fields[3], kind: kind, content: FileFingerprint(hash: fields[1], size: size)))
        }
        // A file may not lie behind a link of the same listing, which could lead anywhere.
        let paths = Set(entries.map(\.path))
        guard paths.count == entries.count, !entries.contains(where: { Self.lies($0.path, behindOneOf: paths) }) else {
            return nil
        }
    }

    private static func lies(_ path: String, behindOneOf paths: Set<String>) -> Bool {
        var folder = RelativePath.parent(path)
        while !folder.isEmpty {
            if paths.contains(folder) { return true }
            folder = RelativePath.parent(folder)
        }
        return false
    }

    private static func isWithin(_ path: String) -> Bool {
        !path.isEmpty && RelativePath.normalize(path) == path && !RelativePath.isExternal(path)
            && !RelativePath.entersGitFolder(path)
    }

    /// What the folder is. With `withMD5`, and where that of every file is known, as DVC has it too; links to folders,
    /// which it leaves out, are no files.
    func fingerprint(withMD5: Bool) -> FileFingerprint {
        let files = entries.filter { $0.kind != .link }
        var result = FileFingerprint(
            hash: ContentHasher.object(of: text()).id.hex, size: files.reduce(0) { $0 + $1.content.size },
            count: files.count)
        if withMD5 { result.md5 = dvcText().map { MD5Hasher.digest(of: $0) + ".dir" } }
        return result
    }

    /// The folder as DVC's cache keeps it, as Python's `json.dumps` writes it.
    func dvcText() -> [UInt8]? {
        var items: [String] = []
        for entry in sorted where entry.kind != .link {
            guard let md5 = entry.content.md5 else { return nil }
            let path = JSONValue.string(entry.path).serialized(.compact(sortedKeys: false, asciiOnly: true)).asText
            items.append("{\"md5\": \"\(md5)\", \"relpath\": \(path)}")
        }
        return Array(("[" + items.joined(separator: ", ") + "]").utf8)
    }
}
