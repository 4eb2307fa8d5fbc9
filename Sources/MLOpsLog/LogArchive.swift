internal import MLOpsCore
internal import MLOpsGit

/// What a compaction writes, and what carries ops from an earlier generation into the present one: many ops at once, of
/// any writers, in segments, with what they name beside them.
struct LogArchive {
    static let segmentLimit = 256 << 10

    /// By id; the lines are canonical, so that a stored line never changes.
    private(set) var ops: [String: Op] = [:]
    private var series: [String: TreeEntry] = [:]
    private var snapshots: [[UInt8]: TreeEntry] = [:]
    private var blobs: [[UInt8]: TreeEntry] = [:]
    /// Lines that are no ops: left behind.
    private(set) var damaged = 0

    /// Adds what the log commit `id` holds.
    mutating func add(_ id: ObjectID, in repository: Repository) throws(GitError) {
        let tree = try repository.tree(try repository.commit(id).tree)
        if tree.isEmpty { return }
        let content = try LogCommit.read(id, in: repository)
        damaged += content.damaged
        for op in content.ops { ops[op.id] = op }
        for entry in tree where entry.isTree {
            switch entry.name.asText {
            case "series":
                for item in try repository.tree(entry.id) { series[item.name.asText] = item }
            case "snap": for item in try repository.tree(entry.id) { snapshots[item.name] = item }
            case "blob": for item in try repository.tree(entry.id) { blobs[item.name] = item }
            default: break
            }
        }
    }

    /// Leaves out ops, and what nothing that is left names.
    mutating func keep(_ isKept: (Op) -> Bool, snapshot isNeeded: (Op) -> Bool = { _ in true }) {
        ops = ops.filter { isKept($0.value) }
        series = series.filter { ops[$0.key] != nil }
        var named: Set<String> = []
        for op in ops.values where isNeeded(op) { Self.collectIDs(.object(op.body), into: &named) }
        snapshots = snapshots.filter { named.contains($0.key.asText) }
        blobs = blobs.filter { named.contains($0.key.asText) }
    }

    /// Every string of an op that could be the id of an object: an op of a kind that this version does not know keeps
    /// what it names, too.
    private static func collectIDs(_ value: JSONValue, into named: inout Set<String>) {
        switch value {
        case .string(let text): if text.utf8.count == 40 || text.utf8.count == 64 { named.insert(text) }
        case .array(let items): for item in items { collectIDs(item, into: &named) }
        case .object(let members): for (_, item) in members { collectIDs(item, into: &named) }
        default: break
        }
    }

    /// `seg/<n>.jsonl` in the order of the fold, at most 256 KiB each, `series/`, `snap/`, `blob/`, and `covers`: the
    /// heads whose ops are all here.
    func writeTree(covers: Set<ObjectID>, in repository: Repository) throws(GitError) -> ObjectID {
        var entries = [try Self.writeSegments(ops.values.sorted(by: Op.precedes), repository)]
        for (name, items) in [
            ("series", Array(series.values)), ("snap", Array(snapshots.values)), ("blob", Array(blobs.values)),
        ] where !items.isEmpty {
            entries.append(try Self.folder(name, items, repository))
        }
        let lines = covers.sorted().map { $0.hex + "\n" }.joined()
        entries.append(
            TreeEntry(mode: 0o100644, name: Array("covers".utf8), id: try repository.writeBlob(Array(lines.utf8))))
        return try repository.writeTree(entries)
    }

    /// `seg`: the lines of `ops` in files of at most 256 KiB.
    static func writeSegments(_ ops: [Op], _ repository: Repository) throws(GitError) -> TreeEntry {
        var segments: [[UInt8]] = [[]]
        for op in ops {
            let line = op.line + [0x0a]
            let last = segments.count - 1
            if !segments[last].isEmpty, segments[last].count + line.count > Self.segmentLimit {
                segments.append(line)
            } else {
                segments[last] += line
            }
        }
        var entries: [TreeEntry] = []
        for (number, segment) in segments.enumerated() {
            let digits = String(number)
            let name = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits + ".jsonl"
            entries.append(.init(mode: 0o100644, name: Array(name.utf8), id: try repository.writeBlob(segment)))
        }
        return try folder("seg", entries, repository)
    }

    private static func folder(_ name: String, _ items: [TreeEntry], _ repository: Repository) throws(GitError)
        -> TreeEntry
    {
        TreeEntry(mode: 0o40000, name: Array(name.utf8), id: try repository.writeTree(items))
    }
}
