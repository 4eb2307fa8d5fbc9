internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem

/// Up to which heads of the log the notes are rendered: `mlops/notes`, lines of commit ids. Lines `wait <commit>` name
/// commits that have runs and were not in this clone then. A cache; without it all are rendered.
struct NotesState {
    private let store: RunStore
    private let path: String
    private let text: String?
    private let rendered: Set<ObjectID>?

    init(_ store: RunStore) {
        self.store = store
        path = Self.path(store.log.layout)
        text = (try? Files.readIfPresent(path))?.asText
        rendered = (Self.isWhole(store.repository, store.log.layout) ? text : nil).map {
            Set($0.split(separator: "\n").compactMap { ObjectID(hex: String($0)) })
        }
    }

    private static func path(_ layout: LogLayout) -> String { Paths.join(layout.directory, "notes") }

    /// Whether every kind of note is here, or there was nothing to note.
    static func isWhole(_ repository: Repository, _ layout: LogLayout) -> Bool {
        if NoteKind.allCases.allSatisfy({ repository.reference($0.reference) != nil }) { return true }
        let text = (try? Files.readIfPresent(path(layout)))?.asText ?? ""
        return text.split(separator: "\n").contains(nothing)
    }

    /// A line that says so.
    private static let nothing: Substring = "none"

    /// Whether nothing came since. True of an empty log.
    func covers(_ heads: Set<ObjectID>) -> Bool { heads.isEmpty || rendered == heads }

    /// The ops that came since; nil: not known.
    func newOps(_ heads: Set<ObjectID>) throws -> [Op]? {
        guard let rendered, rendered.allSatisfy(store.repository.hasObject) else { return nil }
        return try store.log.ops(in: heads, since: rendered)
    }

    /// Commits that came since, and whose notes are to be rendered.
    var arrived: Set<ObjectID> { Self.waiting(text).filter(store.repository.hasObject) }

    /// Whether there are such commits.
    static func hasArrived(_ repository: Repository, _ layout: LogLayout) -> Bool {
        waiting((try? Files.readIfPresent(path(layout)))?.asText).contains(where: repository.hasObject)
    }

    private static func waiting(_ text: String?) -> Set<ObjectID> {
        let lines = (text ?? "").split(separator: "\n").filter { $0.hasPrefix(wait) }
        return Set(lines.compactMap { ObjectID(hex: String($0.dropFirst(wait.utf8.count))) })
    }

    private static let wait = "wait "

    /// Remembers that notes are rendered up to `heads`, and which of `commits` are not here yet.
    func remember(_ heads: Set<ObjectID>, _ commits: Set<ObjectID>) throws {
        let hasNotes = NoteKind.allCases.contains { store.repository.reference($0.reference) != nil }
        let absent = Self.waiting(text).union(commits).filter { !store.repository.hasObject($0) }
        let lines =
            heads.sorted().map(\.hex) + (hasNotes ? [] : [String(Self.nothing)])
            + absent.sorted().map { Self.wait + $0.hex }
        let new = lines.map { $0 + "\n" }.joined()
        if new != text { try Files.write(Array(new.utf8), to: path) }
    }

    /// Everything is to be rendered again.
    func forget() throws {
        try Files.remove(path)
    }
}
