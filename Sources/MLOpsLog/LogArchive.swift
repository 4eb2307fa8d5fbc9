internal import MLOpsCore
internal import MLOpsGit

/// What a compaction writes, and what carries ops from an earlier generation into the present one: many ops at once, of
/// any writers, in segments, with what they name beside them.
struct LogArchive {
    static let segmentLimit = 256 << 10

    private struct Line {
        let lamport: Int64
        let id: String
        /// Canonical, so that a stored line never changes.
        let bytes: [UInt8]
    }

    /// A snapshot or a small file, and the runs whose ops name it ("" for other ops).
    private struct Kept {
        let entry: TreeEntry
        var namers: Set<String>
    }

    private let isKept: (Op) -> Bool
    private var lines: [Line] = []
    private var series: [String: TreeEntry] = [:]
    private var snapshots: [[UInt8]: Kept] = [:]
    private var blobs: [[UInt8]: Kept] = [:]
    private var tombstones: [String: (run: String, time: Int64)] = [:]
    private var lifted: Set<String> = []
    /// Lines that are no ops: left behind.
    private(set) var damaged = 0
    /// Ids of ops that were left out.
    private(set) var omitted: Set<String> = []
    private(set) var runs: Set<String> = []

    /// `isKept`: which ops it takes.
    init(keeping isKept: @escaping (Op) -> Bool) {
        self.isKept = isKept
    }

    /// Ops, each once.
    var count: Int { lines.count }

    /// Adds what the log commit `id` holds.
    mutating func add(_ id: ObjectID, in repository: Repository) throws(GitError) {
        let tree = try repository.tree(try repository.commit(id).tree)
        if tree.isEmpty { return }
        let content = try LogCommit.read(id, in: repository)
        damaged += content.damaged
        let isNaming = tree.contains { ["snap", "blob"].contains($0.name.asText) }
        var named: [String: Set<String>] = [:]
        var kept: Set<String> = []
        for op in content.ops {
            guard isKept(op) else {
                omitted.insert(op.id)
                continue
            }
            kept.insert(op.id)
            add(op)
            guard isNaming else { continue }
            var ids: Set<String> = []
            Self.collectIDs(.object(op.body), into: &ids)
            for id in ids { named[id, default: []].insert(op.run ?? "") }
        }
        for entry in tree where entry.isTree {
            switch entry.name.asText {
            case "series":
                for item in try repository.tree(entry.id) where kept.contains(item.name.asText) {
                    series[item.name.asText] = item
                }
            case "snap": Self.add(try repository.tree(entry.id), named, to: &snapshots)
            case "blob": Self.add(try repository.tree(entry.id), named, to: &blobs)
            default: break
            }
        }
    }

    private mutating func add(_ op: Op) {
        lines.append(Line(lamport: op.lamport, id: op.id, bytes: op.line))
        guard let run = op.run else { return }
        runs.insert(run)
        if op.kind == .runDelete { tombstones[op.id] = (run, op.time) }
        if op.kind == .runRestore { lifted.formUnion(op.texts("tombstones")) }
    }

    private static func add(
        _ items: [TreeEntry], _ named: [String: Set<String>], to kept: inout [[UInt8]: Kept]
    ) {
        for item in items {
            guard let namers = named[item.name.asText] else { continue }
            kept[item.name, default: Kept(entry: item, namers: [])].namers.formUnion(namers)
        }
    }

    /// Puts the lines in the order of the fold, each once.
    mutating func finish() {
        lines.sort { ($0.lamport, $0.id) < ($1.lamport, $1.id) }
        var last = ""
        lines.removeAll { line in
            defer { last = line.id }
            return line.id == last
        }
    }

    /// Leaves out snapshots and small files of runs that were deleted before `time`, in milliseconds since 1970 UTC.
    mutating func forgetRuns(deletedBefore time: Int64) {
        let standing = tombstones.filter { !lifted.contains($0.key) && $0.value.time < time }
        let forgotten = Set(standing.values.map(\.run))
        if forgotten.isEmpty { return }
        snapshots = snapshots.filter { !$0.value.namers.isSubset(of: forgotten) }
        blobs = blobs.filter { !$0.value.namers.isSubset(of: forgotten) }
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
        var entries = [try Self.writeSegments(lines.lazy.map(\.bytes), repository)]
        for (name, items) in [
            ("series", Array(series.values)), ("snap", snapshots.values.map(\.entry)),
            ("blob", blobs.values.map(\.entry)),
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
        try writeSegments(ops.lazy.map(\.line), repository)
    }

    private static func writeSegments(_ lines: some Sequence<[UInt8]>, _ repository: Repository) throws(GitError)
        -> TreeEntry
    {
        var segments: [[UInt8]] = [[]]
        for line in lines.lazy.map({ $0 + [0x0a] }) {
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
