package import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

extension LargeFiles {
    /// An entry of a tree or of the index.
    package struct Entry: Sendable, Hashable {
        package let path: RepoPath
        package let blob: ObjectID
        package let mode: UInt32
        private let shortStage: UInt8
        /// Left out of the worktree by a sparse checkout.
        package let isSkipped: Bool

        /// 0, or 1 to 3 in a conflict.
        package var stage: Int { Int(shortStage) }

        package init(path: RepoPath, mode: UInt32, blob: ObjectID, stage: Int = 0, isSkipped: Bool = false) {
            self.path = path
            self.mode = mode
            self.blob = blob
            shortStage = UInt8(clamping: stage)
            self.isSkipped = isSkipped
        }

        package var isFile: Bool { mode & 0o170000 == 0o100000 }
    }

    /// So many blobs are read at once.
    static let readTogether = 1024

    /// The large files of a commit's tree, in the order of paths.
    package func files(in revision: String) throws -> [LargeFile] {
        var files: [LargeFile] = []
        try forEachFile(in: revision) { files.append($0) }
        return files
    }

    /// As ``files(in:)``, one after the other.
    func forEachFile(in revision: String, _ body: @escaping (LargeFile) throws -> Void) throws {
        try forEachFile(body) { body in try forEachTreeEntry(of: revision, body) }
    }

    /// Everything in a commit's tree but folders, in the order of paths.
    package func treeEntries(of revision: String) throws -> [Entry] {
        var entries: [Entry] = []
        try forEachTreeEntry(of: revision) { entries.append($0) }
        return entries
    }

    private func forEachTreeEntry(of revision: String, _ body: (Entry) throws -> Void) throws {
        let tree = try repository.resolve(revision).hex
        try repository.gitRecords(["ls-tree", "-r", "-z", "--full-tree", tree]) { record in
            if let entry = Self.treeEntry(record) { try body(entry) }
        }
    }

    /// The large files of the index; of a conflict, our side.
    package func indexFiles(_ pathspecs: [String] = []) throws -> [LargeFile] {
        var files: [LargeFile] = []
        try forEachIndexFile(pathspecs) { files.append($0) }
        return files
    }

    /// As ``indexFiles(_:)``, one after the other.
    func forEachIndexFile(_ pathspecs: [String] = [], _ body: @escaping (LargeFile) throws -> Void) throws {
        try forEachFile(body) { body in
            try forEachIndexEntry(pathspecs) { if $0.stage == 0 || $0.stage == 2 { try body($0) } }
        }
    }

    /// Entries of the index, those below the whole worktree, in the order of paths.
    package func indexEntries(_ pathspecs: [String] = []) throws -> [Entry] {
        var entries: [Entry] = []
        try forEachIndexEntry(pathspecs) { entries.append($0) }
        return entries
    }

    /// As ``indexEntries(_:)``, one after the other.
    func forEachIndexEntry(_ pathspecs: [String] = [], _ body: (Entry) throws -> Void) throws {
        try repository.gitRecords(["ls-files", "-s", "-t", "-z", "--full-name", "--"] + pathspecs) { record in
            if let entry = Self.indexEntry(record) { try body(entry) }
        }
    }

    /// Pointers in blobs that are reachable from `include` and not from `exclude`, each once with a path it has.
    package func files(reachableFrom include: [String], notFrom exclude: [String]) throws -> [LargeFile] {
        var files: [LargeFile] = []
        try forEachFile(reachableFrom: include, notFrom: exclude) { files.append($0) }
        return files
    }

    /// As ``files(reachableFrom:notFrom:)``, one after the other.
    func forEachFile(
        reachableFrom include: [String], notFrom exclude: [String], _ body: @escaping (LargeFile) throws -> Void
    ) throws {
        // Sizes are looked at below. git would keep a list for each of two filters, and map all of the pack; only where
        // large blobs may not be here it has to leave them out.
        var filters = ["--filter=object:type=blob"]
        if try repository.isPartialClone { filters.append("--filter=blob:limit=\(Pointer.sizeLimit)") }
        let revisions = include + exclude.map { $0.hasPrefix("--") ? $0 : "^" + $0 }
        // Before 2.42 git takes no options among the lines of --stdin.
        let options = revisions.filter { $0.hasPrefix("--") }
        let lines = revisions.filter { !$0.hasPrefix("--") }.map { $0 + "\n" }
        let arguments = ["rev-list", "--objects"] + filters + ["--stdin"] + options
        LFSTrace(repository.context).line("run_command: git \(arguments.joined(separator: " "))")
        let input = Array(lines.joined().utf8)
        try forEachFile(body) { body in
            try repository.gitRecords(arguments, separator: 0x0a, input: input) { line in
                if let entry = Self.objectLine(line) { try body(entry) }
            }
        }
    }

    /// Those entries whose blobs are pointers.
    package func files(among entries: [Entry]) throws -> [LargeFile] {
        var files: [LargeFile] = []
        try forEachFile({ files.append($0) }) { body in try entries.forEach(body) }
        return files
    }

    /// Tells `body` of the entries that `entries` goes through and whose blobs are pointers, in their order.
    func forEachFile(
        _ body: @escaping (LargeFile) throws -> Void, of entries: ((Entry) throws -> Void) throws -> Void
    ) throws {
        try forEachFiles({ try $0.forEach(body) }, of: entries)
    }

    /// As ``forEachFile(_:of:)``, some at a time.
    func forEachFiles(
        _ body: @escaping ([LargeFile]) throws -> Void, of entries: ((Entry) throws -> Void) throws -> Void
    ) throws {
        var batch: [Entry] = []
        func finish() throws {
            let files = zip(batch, try pointers(of: batch.map(\.blob))).compactMap { entry, parsed in
                parsed.map {
                    LargeFile(
                        path: entry.path, blob: entry.blob, pointer: $0.pointer, isCanonical: $0.isCanonical)
                }
            }
            try body(files)
            batch.removeAll(keepingCapacity: true)
        }
        try entries { entry in
            guard entry.isFile else { return }
            batch.append(entry)
            if batch.count == Self.readTogether { try finish() }
        }
        try finish()
    }

    /// The blobs that are pointers. Only those short enough are read.
    package func parse(_ blobs: [ObjectID]) throws -> [ObjectID: Pointer.Parsed] {
        var result: [ObjectID: Pointer.Parsed] = [:]
        for start in stride(from: 0, to: blobs.count, by: Self.readTogether) {
            let ids = Array(blobs[start..<min(start + Self.readTogether, blobs.count)])
            for (id, parsed) in zip(ids, try pointers(of: ids)) where parsed != nil { result[id] = parsed }
        }
        return result
    }

    /// What each blob is as a pointer; nil where it is none.
    func pointers(of blobs: [ObjectID]) throws -> [Pointer.Parsed?] {
        var result = [Pointer.Parsed?](repeating: nil, count: blobs.count)
        let absent = try repository.forEachBlob(blobs, below: Pointer.sizeLimit) { position, bytes in
            result[position] = Pointer.parse(bytes)
        }
        if absent.isEmpty { return result }
        let sizes = try catFile(["--batch-check"], absent.map { blobs[$0] }).split(separator: 0x0a)
        let short = zip(absent, sizes).filter { Self.isShortBlob($1) }.map(\.0)
        if short.isEmpty { return result }
        var reader = BatchReader(try catFile(["--batch"], short.map { blobs[$0] }))
        for position in short { result[position] = reader.next().flatMap { Pointer.parse($0) } }
        return result
    }

    private func catFile(_ options: [String], _ ids: [ObjectID]) throws -> [UInt8] {
        let input = ids.map { $0.hex + "\n" }.joined()
        return try repository.gitChecked(["cat-file", "--buffer"] + options, input: Array(input.utf8)).output
    }

    /// `ID blob SIZE` with a size that a pointer can have.
    private static func isShortBlob(_ line: ArraySlice<UInt8>) -> Bool {
        let words = line.split(separator: 0x20)
        guard words.count == 3, words[1].elementsEqual("blob".utf8) else { return false }
        return Int(String(decoding: words[2], as: UTF8.self)).map { $0 < Pointer.sizeLimit } ?? false
    }

    /// `MODE TYPE ID TAB PATH`
    private static func treeEntry(_ record: ArraySlice<UInt8>) -> Entry? {
        guard let tab = record.firstIndex(of: 0x09) else { return nil }
        let words = record[..<tab].split(separator: 0x20)
        guard words.count == 3, let mode = mode(words[0]), let id = ObjectID(hex: words[2]) else { return nil }
        return Entry(
            path: RepoPath(bytes: Array(record[(tab + 1)...])), mode: mode, blob: id, stage: 0, isSkipped: false)
    }

    /// `TAG MODE ID STAGE TAB PATH`
    private static func indexEntry(_ record: ArraySlice<UInt8>) -> Entry? {
        guard let tab = record.firstIndex(of: 0x09) else { return nil }
        let words = record[..<tab].split(separator: 0x20)
        guard words.count == 4, let mode = mode(words[1]), let id = ObjectID(hex: words[2]), words[3].count == 1,
            let stage = words[3].first.map({ Int($0) - 0x30 })
        else { return nil }
        return Entry(
            path: RepoPath(bytes: Array(record[(tab + 1)...])), mode: mode, blob: id, stage: stage,
            isSkipped: words[0].elementsEqual("S".utf8) || words[0].elementsEqual("s".utf8))
    }

    /// Octal digits.
    private static func mode(_ word: ArraySlice<UInt8>) -> UInt32? {
        UInt32(String(decoding: word, as: UTF8.self), radix: 8)
    }

    /// `ID PATH` of `rev-list --objects`; commits have no path.
    private static func objectLine(_ line: ArraySlice<UInt8>) -> Entry? {
        guard let space = line.firstIndex(of: 0x20),
            let id = ObjectID(hex: line[..<space])
        else { return nil }
        return Entry(
            path: RepoPath(bytes: Array(line[(space + 1)...])), mode: 0o100644, blob: id, stage: 0, isSkipped: false)
    }
}

/// Cuts the output of `git cat-file --batch` into objects.
struct BatchReader {
    private var rest: ArraySlice<UInt8>

    init(_ output: [UInt8]) {
        rest = output[...]
    }

    /// The content of the next object; nil when it is missing or the output has ended.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: 0x0a) else { return nil }
        let words = rest[..<end].split(separator: 0x20)
        rest = rest[(end + 1)...]
        guard words.count == 3, let size = Int(String(decoding: words[2], as: UTF8.self)), rest.count > size else {
            return nil
        }
        defer { rest = rest.dropFirst(size + 1) }
        return rest.prefix(size)
    }
}
