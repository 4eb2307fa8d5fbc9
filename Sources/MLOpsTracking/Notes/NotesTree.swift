internal import MLOpsCore
internal import MLOpsGit

/// A notes tree as git reads it (git-notes(1)): names are commit ids, split into folders of two digits. Ours has one
/// fan-out for the whole tree, chosen by its size, because git can merge no mixed ones; libgit2's writer never fans
/// out and slows down with every note.
struct NotesTree {
    /// Note blobs by commit.
    private(set) var notes: [ObjectID: ObjectID] = [:]
    /// Entries that are no notes: kept.
    private var others: [TreeEntry] = []

    init() {}

    /// Reads a notes tree of any fan-out.
    init(_ tree: ObjectID, in repository: Repository) throws {
        try read(tree, prefix: [], repository)
    }

    private mutating func read(_ tree: ObjectID, prefix: [UInt8], _ repository: Repository) throws {
        for entry in try repository.tree(tree) {
            let name = prefix + entry.name
            if entry.isTree, entry.name.count == 2, name.count < 40, Hex.decode(name.asText) != nil {
                try read(entry.id, prefix: name, repository)
            } else if !entry.isTree, let commit = ObjectID(hex: name.asText) {
                notes[commit] = entry.id
            } else if prefix.isEmpty {
                others.append(entry)
            }
        }
    }

    subscript(commit: ObjectID) -> ObjectID? {
        get { notes[commit] }
        set { notes[commit] = newValue }
    }

    /// Levels of two-digit folders: none up to 64 notes, one up to 16,384, else two.
    static func fanOut(count: Int) -> Int {
        count <= 64 ? 0 : (count <= 16_384 ? 1 : 2)
    }

    /// Writes the tree.
    func write(in repository: Repository) throws -> ObjectID {
        let entries = notes.map { (name: Array($0.key.hex.utf8), id: $0.value) }
        return try Self.write(entries, levels: Self.fanOut(count: notes.count), extra: others, repository)
    }

    private static func write(
        _ entries: [(name: [UInt8], id: ObjectID)], levels: Int, extra: [TreeEntry], _ repository: Repository
    ) throws -> ObjectID {
        if levels == 0 {
            return try repository.writeTree(extra + entries.map { TreeEntry(mode: 0o100644, name: $0.name, id: $0.id) })
        }
        let groups = Dictionary(grouping: entries) { Array($0.name.prefix(2)) }
        let folders = try groups.map { name, group in
            let inner = group.map { (name: Array($0.name.dropFirst(2)), id: $0.id) }
            return TreeEntry(mode: 0o40000, name: name, id: try write(inner, levels: levels - 1, extra: [], repository))
        }
        return try repository.writeTree(extra + folders)
    }
}
