internal import MLOpsCore
internal import MLOpsGit

/// Notes that a remote lacks.
struct NotesPush {
    private let kinds: [(tracking: String, update: RefUpdate)]

    init(_ remote: String, _ references: LogReferences, _ repository: Repository) {
        kinds = NoteKind.allCases.compactMap { kind -> (tracking: String, update: RefUpdate)? in
            let tracking = NotesMerge.tracking(remote, kind)
            guard let id = repository.reference(kind.reference), id != repository.reference(tracking) else {
                return nil
            }
            return (tracking, .set(references.remoteName(kind.reference), to: id))
        }
    }

    var updates: [RefUpdate] { kinds.map(\.update) }

    /// Remembers what the remote has now.
    func record(_ report: PushReport, _ sync: LogSync) throws {
        for (tracking, update) in kinds where report.isDone(update) { try sync.track(update.new, as: tracking) }
    }
}
