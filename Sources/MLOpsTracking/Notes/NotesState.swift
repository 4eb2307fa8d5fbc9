internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem

/// Up to which heads of the log the notes are rendered: `mlops/notes`, lines of commit ids. A cache; without it all are
/// rendered.
struct NotesState {
    private let store: RunStore
    private let path: String
    private let rendered: Set<ObjectID>?

    init(_ store: RunStore) {
        self.store = store
        path = Paths.join(store.log.layout.directory, "notes")
        let isThere = NoteKind.allCases.allSatisfy { store.repository.reference($0.reference) != nil }
        let text = isThere ? (try? Files.readIfPresent(path))?.asText : nil
        rendered = text.map { Set($0.split(separator: "\n").compactMap { ObjectID(hex: String($0)) }) }
    }

    /// Whether nothing came since. True of an empty log.
    func covers(_ heads: Set<ObjectID>) -> Bool { heads.isEmpty || rendered == heads }

    /// The ops that came since; nil: not known.
    func newOps(_ heads: Set<ObjectID>) throws -> [Op]? {
        guard let rendered, rendered.allSatisfy(store.repository.hasObject) else { return nil }
        return try store.log.ops(in: heads, since: rendered)
    }

    func remember(_ heads: Set<ObjectID>) throws {
        try Files.write(Array(heads.sorted().map { $0.hex + "\n" }.joined().utf8), to: path)
    }

    /// Everything is to be rendered again.
    func forget() throws {
        try Files.remove(path)
    }
}
