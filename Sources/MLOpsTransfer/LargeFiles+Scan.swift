package import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

extension LargeFiles {
    /// An entry of a tree or of the index.
    package struct Entry: Sendable, Hashable {
        package let path: RepoPath
        package let mode: UInt32
        package let blob: ObjectID
        /// 0, or 1 to 3 in a conflict.
        package let stage: Int
        /// Left out of the worktree by a sparse checkout.
        package let isSkipped: Bool

        package init(path: RepoPath, mode: UInt32, blob: ObjectID, stage: Int = 0, isSkipped: Bool = false) {
            self.path = path
            self.mode = mode
            self.blob = blob
            self.stage = stage
            self.isSkipped = isSkipped
        }

        package var isFile: Bool { mode & 0o170000 == 0o100000 }
    }

    /// The large files of a commit's tree, in the order of paths.
    package func files(in revision: String) throws -> [LargeFile] {
        try files(among: treeEntries(of: revision))
    }

    /// Everything in a commit's tree but folders, in the order of paths.
    package func treeEntries(of revision: String) throws -> [Entry] {
        let tree = try repository.resolve(revision).hex
        return try repository.gitChecked(["ls-tree", "-r", "-z", "--full-tree", tree]).output
            .split(separator: 0).compactMap(Self.treeEntry)
    }

    /// The large files of the index; of a conflict, our side.
    package func indexFiles(_ pathspecs: [String] = []) throws -> [LargeFile] {
        try files(among: indexEntries(pathspecs).filter { $0.stage == 0 || $0.stage == 2 })
    }

    /// Entries of the index, those below the whole worktree, in the order of paths.
    package func indexEntries(_ pathspecs: [String] = []) throws -> [Entry] {
        let arguments = ["ls-files", "-s", "-t", "-z", "--full-name", "--"] + pathspecs
        return try repository.gitChecked(arguments).output.split(separator: 0).compactMap(Self.indexEntry)
    }

    /// Pointers in blobs that are reachable from `include` and not from `exclude`, each once with a path it has.
    package func files(reachableFrom include: [String], notFrom exclude: [String]) throws -> [LargeFile] {
        let filters = ["--filter=object:type=blob", "--filter=blob:limit=\(Pointer.sizeLimit)"]
        let revisions = include + exclude.map { $0.hasPrefix("--") ? $0 : "^" + $0 }
        // Before 2.42 git takes no options among the lines of --stdin.
        let options = revisions.filter { $0.hasPrefix("--") }
        let lines = revisions.filter { !$0.hasPrefix("--") }.map { $0 + "\n" }
        let arguments = ["rev-list", "--objects"] + filters + ["--stdin"] + options
        LFSTrace(repository.context).line("run_command: git \(arguments.joined(separator: " "))")
        let input = Array(lines.joined().utf8)
        let entries = try repository.gitChecked(arguments, input: input).output.split(separator: 0x0a)
            .compactMap(Self.objectLine)
        return try files(among: entries)
    }

    /// Those entries whose blobs are pointers.
    package func files(among entries: [Entry]) throws -> [LargeFile] {
        let candidates = entries.filter(\.isFile)
        let pointers = try parse(Array(Set(candidates.map(\.blob))))
        return candidates.compactMap { entry in
            pointers[entry.blob].map {
                LargeFile(path: entry.path, blob: entry.blob, pointer: $0.pointer, isCanonical: $0.isCanonical)
            }
        }
    }

    /// A few blobs are read faster than a process is started.
    private static let blobsReadHere = 100

    /// The blobs that are pointers. Only those short enough are read.
    package func parse(_ blobs: [ObjectID]) throws -> [ObjectID: Pointer.Parsed] {
        var result: [ObjectID: Pointer.Parsed] = [:]
        var blobs = blobs
        if blobs.count <= Self.blobsReadHere {
            blobs.removeAll { blob in
                guard let size = repository.blobSize(blob) else { return false }
                guard size < Pointer.sizeLimit else { return true }
                guard let content = try? repository.blob(blob) else { return false }
                result[blob] = Pointer.parse(content[...])
                return true
            }
        }
        for start in stride(from: 0, to: blobs.count, by: 10_000) {
            let ids = blobs[start..<min(start + 10_000, blobs.count)]
            let sizes = try catFile(["--batch-check"], ids).split(separator: 0x0a)
            let short = zip(ids, sizes).filter { Self.isShortBlob($1) }.map(\.0)
            if short.isEmpty { continue }
            var reader = BatchReader(try catFile(["--batch"], short))
            for id in short { result[id] = reader.next().flatMap { Pointer.parse($0) } }
        }
        return result
    }

    private func catFile(_ options: [String], _ ids: some Sequence<ObjectID>) throws -> [UInt8] {
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
        let words = record[..<tab].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 3, let mode = UInt32(words[0], radix: 8), let id = ObjectID(hex: words[2]) else {
            return nil
        }
        return Entry(
            path: RepoPath(bytes: Array(record[(tab + 1)...])), mode: mode, blob: id, stage: 0, isSkipped: false)
    }

    /// `TAG MODE ID STAGE TAB PATH`
    private static func indexEntry(_ record: ArraySlice<UInt8>) -> Entry? {
        guard let tab = record.firstIndex(of: 0x09) else { return nil }
        let words = record[..<tab].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 4, let mode = UInt32(words[1], radix: 8), let id = ObjectID(hex: words[2]),
            let stage = Int(words[3])
        else { return nil }
        return Entry(
            path: RepoPath(bytes: Array(record[(tab + 1)...])), mode: mode, blob: id, stage: stage,
            isSkipped: words[0].uppercased() == "S")
    }

    /// `ID PATH` of `rev-list --objects`; commits have no path.
    private static func objectLine(_ line: ArraySlice<UInt8>) -> Entry? {
        guard let space = line.firstIndex(of: 0x20),
            let id = ObjectID(hex: String(decoding: line[..<space], as: UTF8.self))
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
