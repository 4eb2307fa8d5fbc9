internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex

/// A commit of the log: `ops` (JSON Lines), `series/<op>/<chunk>`, and `snap/<tree>` and `blob/<blob>`, which keep
/// what the ops name alive. A merge commit has an empty
/// tree and no ops.
enum LogCommit {
    static let chunkLimit = 256 << 10

    /// Writes the tree of `ops`; snapshots are kept alive by being subtrees. `afterOps` is called when the ops are
    /// written and the rest is not.
    static func writeTree(
        _ ops: [Op], series: [String: [MetricPoint]], snapshots: [ObjectID], in repository: Repository,
        omitting lost: Set<ObjectID> = [], afterOps: () -> Void = {}
    ) throws(GitError) -> ObjectID {
        var text: [UInt8] = []
        for op in ops { text += op.line + [0x0a] }
        var entries = [
            text.count > chunkLimit && ops.count > 1
                ? try LogArchive.writeSegments(ops, repository)
                : TreeEntry(mode: 0o100644, name: Array("ops".utf8), id: try repository.writeBlob(text))
        ]
        afterOps()
        if !series.isEmpty {
            entries.append(
                .init(mode: 0o40000, name: Array("series".utf8), id: try writeSeries(series, in: repository)))
        }
        let names = Set(snapshots).subtracting(lost).sorted()
        if !names.isEmpty {
            let trees = names.map { TreeEntry(mode: 0o40000, name: Array($0.hex.utf8), id: $0) }
            entries.append(.init(mode: 0o40000, name: Array("snap".utf8), id: try repository.writeTree(trees)))
        }
        let blobs = Self.blobs(of: ops).subtracting(lost)
        if !blobs.isEmpty {
            let files = blobs.map { TreeEntry(mode: 0o100644, name: Array($0.hex.utf8), id: $0) }
            entries.append(.init(mode: 0o40000, name: Array("blob".utf8), id: try repository.writeTree(files)))
        }
        return try repository.writeTree(entries)
    }

    /// Small artifacts that ops name, files of model versions, and what gates were shown: kept alive by standing in
    /// `blob/`.
    static func blobs(of ops: [Op]) -> Set<ObjectID> {
        var names: [String] = []
        for op in ops {
            if op.kind == .runArtifact || op.kind == .loggedArtifact, let blob = op.body["blob"]?.stringValue {
                names.append(blob)
            }
            if op.kind == .modelStage, case .array(let shown)? = op.body["gates"]?["evidence"] {
                names += shown.compactMap { $0["blob"]?.stringValue }
            }
            if op.kind == .modelVersion, case .array(let files)? = op.body["files"] {
                names += files.compactMap { $0["blob"]?.stringValue }
            }
        }
        return Set(names.compactMap { ObjectID(hex: $0) })
    }

    private static func writeSeries(_ series: [String: [MetricPoint]], in repository: Repository) throws(GitError)
        -> ObjectID
    {
        var folders: [TreeEntry] = []
        for (op, points) in series {
            var chunks: [TreeEntry] = []
            for (number, chunk) in split(points).enumerated() {
                let digits = String(number)
                let name = String(repeating: "0", count: 6 - digits.utf8.count) + digits
                chunks.append(.init(mode: 0o100644, name: Array(name.utf8), id: try repository.writeBlob(chunk)))
            }
            folders.append(.init(mode: 0o40000, name: Array(op.utf8), id: try repository.writeTree(chunks)))
        }
        return try repository.writeTree(folders)
    }

    private static func split(_ points: [MetricPoint]) -> [[UInt8]] {
        var chunks: [[UInt8]] = [[]]
        var line: [UInt8] = []
        for point in points {
            line.removeAll(keepingCapacity: true)
            point.appendLine(to: &line)
            if chunks[chunks.count - 1].count + line.count > chunkLimit { chunks.append([]) }
            chunks[chunks.count - 1] += line
        }
        return chunks
    }

    /// The ops of a log commit. Lines that are no ops, or whose name is not their content's, are left out and counted.
    static func read(_ id: ObjectID, in repository: Repository) throws(GitError) -> (ops: [Op], damaged: Int) {
        let content = try readPlaced(id, in: repository)
        return (content.ops.map(\.op), content.damaged)
    }

    /// As ``read(_:in:)``, each op with the place of its line.
    static func readPlaced(_ id: ObjectID, in repository: Repository) throws(GitError) -> (
        ops: [PlacedOp], damaged: Int
    ) {
        var ops: [PlacedOp] = []
        var damaged = 0
        for blob in try opBlobs(id, in: repository) {
            let content = try readPlaced(blob, of: id, in: repository)
            ops += content.ops
            damaged += content.damaged
        }
        return (ops, damaged)
    }

    /// The ops of one file of a log commit.
    static func readPlaced(_ blob: ObjectID, of commit: ObjectID, in repository: Repository) throws(GitError) -> (
        ops: [PlacedOp], damaged: Int
    ) {
        var ops: [PlacedOp] = []
        var damaged = 0
        for line in try repository.blob(blob).split(separator: 0x0a) {
            if let op = OpIdentity.verified(Array(line)) {
                let place = OpPlace(commit: commit, blob: blob, offset: line.startIndex, length: line.count)
                ops.append(PlacedOp(op, at: place))
            } else {
                damaged += 1
            }
        }
        return (ops, damaged)
    }

    /// The files with the ops of a log commit: `ops`, and the segments `seg/*` of a compaction.
    static func opBlobs(_ id: ObjectID, in repository: Repository) throws(GitError) -> [ObjectID] {
        let tree = try repository.tree(try repository.commit(id).tree)
        var blobs: [ObjectID] = []
        for entry in tree {
            switch entry.name.asText {
            case "ops" where !entry.isTree: blobs.append(entry.id)
            case "seg" where entry.isTree: blobs += try repository.tree(entry.id).filter { !$0.isTree }.map(\.id)
            default: break
            }
        }
        return blobs
    }

    /// The points stored beside `op` in the log commit `id`.
    static func series(of op: String, in id: ObjectID, _ repository: Repository) throws(GitError) -> [MetricPoint] {
        let commit = try repository.commit(id)
        guard let folder = try repository.entry(at: RepoPath("series/\(op)"), inTree: commit.tree), folder.isTree else {
            return []
        }
        var points: [MetricPoint] = []
        for chunk in try repository.tree(folder.id) where !chunk.isTree {
            for line in try repository.blob(chunk.id).split(separator: 0x0a) {
                if let point = MetricPoint(line: line) { points.append(point) }
            }
        }
        return points
    }

    /// The one-line message of a log commit: passes the commit policies of hosts.
    static func message(_ ops: [Op]) -> String {
        let runs = Set(ops.compactMap(\.run)).count
        let opsText = ops.count == 1 ? "1 op" : "\(ops.count) ops"
        return "chore(mlops): \(opsText)" + (runs == 0 ? "" : ", \(runs) \(runs == 1 ? "run" : "runs")")
    }
}

extension LogCommit {
    /// The heads whose ops are all in this commit or before it: compactions, and what was carried over, say so.
    static func covers(_ commit: Commit, in repository: Repository) throws(GitError) -> Set<ObjectID> {
        guard let text = try repository.blob(at: RepoPath("covers"), inTree: commit.tree)?.asText else { return [] }
        return Set(text.split(separator: "\n").compactMap { ObjectID(hex: String($0)) })
    }
}
