internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsReport
internal import MLOpsSystem
internal import MLOpsTransfer

/// Which data differs between two commits: large files, outputs of stages, files in formats of data.
struct DataChanges {
    /// git's name of the tree without files.
    private static let emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    private static let endings: Set<String> = [
        "csv", "tsv", "parquet", "jsonl", "ndjson", "arrow", "feather", "avro", "orc", "npy", "npz", "h5", "hdf5",
        "dvc",
    ]

    let repository: Repository

    /// `old` nil: before the first commit; `new` nil: what is staged. `pipelines`: whose outputs are data.
    func between(_ old: ObjectID?, _ new: ObjectID?, pipelines: [Pipeline]) throws -> [DataChange] {
        let sides = [old?.hex ?? Self.emptyTree] + (new.map { [$0.hex] } ?? [])
        let listing = try repository.gitChecked(
            (new == nil ? ["diff-index", "--cached"] : ["diff-tree", "-r"])
                + ["-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff"] + sides)
        let fields = listing.output.split(separator: 0).map { Array($0) }
        let pairs = stride(from: 0, to: fields.count - 1, by: 2).compactMap { index in
            Pair(fields[index].asText, RepoPath(bytes: fields[index + 1]))
        }
        let blobs = Array(Set(pairs.flatMap { [$0.old, $0.new].compactMap { $0 } }))
        let pointers = try LargeFiles(repository).parse(blobs)
        let outs = pipelines.flatMap(\.stages).flatMap { $0.outs.filter { $0.kind == .output }.map(\.path) }
        let data = pairs.filter { pair in
            [pair.old, pair.new].contains { $0.map { pointers[$0] != nil } ?? false }
                || Self.isData(pair.path.description, outs)
        }
        let sizes = try plainSizes(data.flatMap { [$0.old, $0.new].compactMap { $0 } }.filter { pointers[$0] == nil })
        return data.map { pair in
            let size = { (blob: ObjectID?) in blob.map { pointers[$0]?.pointer.size ?? sizes[$0] ?? 0 } }
            let newest = pair.new ?? pair.old
            return DataChange(
                path: pair.path, kind: pair.old == nil ? .added : pair.new == nil ? .removed : .changed,
                oldSize: size(pair.old), newSize: size(pair.new), isLarge: newest.map { pointers[$0] != nil } ?? false)
        }
    }

    private static func isData(_ path: String, _ outs: [String]) -> Bool {
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return endings.contains(ending) || outs.contains { RelativePath.isInside(path, $0) }
    }

    private func plainSizes(_ blobs: [ObjectID]) throws -> [ObjectID: Int64] {
        if blobs.isEmpty { return [:] }
        let input = blobs.map { $0.hex + "\n" }.joined()
        let lines = try repository.gitChecked(
            ["cat-file", "--batch-check=%(objectsize)"], input: Array(input.utf8)
        ).output.split(separator: 0x0a)
        let pairs = zip(blobs, lines).compactMap { blob, line in Int64(Array(line).asText).map { (blob, $0) } }
        return Dictionary(pairs) { first, _ in first }
    }

    /// A line of `git diff-tree --raw`; blobs of files only.
    private struct Pair {
        let path: RepoPath
        let old: ObjectID?
        let new: ObjectID?

        init?(_ line: String, _ path: RepoPath) {
            let words = line.dropFirst().split(separator: " ")
            guard words.count == 5 else { return nil }
            self.path = path
            old = words[0].hasPrefix("100") ? ObjectID(hex: words[2]) : nil
            new = words[1].hasPrefix("100") ? ObjectID(hex: words[3]) : nil
            if old == nil, new == nil { return nil }
        }
    }
}
