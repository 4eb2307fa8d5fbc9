internal import MLOpsCore
internal import MLOpsGit

/// Notes that a remote lacks.
struct NotesPush {
    private let kinds: [(tracking: String, update: RefUpdate)]

    init(_ remote: String, _ references: LogReferences, _ repository: Repository) {
        let projected = NoteKind.allCases.map { ($0.reference, NotesMerge.tracking(remote, $0)) }
        let all = projected + [(ReportNotes.reference, ReportNotes.tracking(remote))]
        kinds = all.compactMap { reference, tracking -> (tracking: String, update: RefUpdate)? in
            guard let id = repository.reference(reference), id != repository.reference(tracking) else { return nil }
            return (tracking, .set(references.remoteName(reference), to: id))
        }
    }

    var updates: [RefUpdate] { kinds.map(\.update) }

    /// Remembers what the remote has now.
    func record(_ report: PushReport, _ sync: LogSync) throws {
        for (tracking, update) in kinds where report.isDone(update) { try sync.track(update.new, as: tracking) }
    }
}
