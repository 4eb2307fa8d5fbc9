internal import MLOpsCore
package import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem

/// A sync for which there may be nothing to do: refs tell, without the index. That is the usual case, and then a sync
/// costs little more than the fetch.
package struct QuietSync {
    private let repository: Repository
    private let remote: String
    private let references: LogReferences
    private let known: [String: ObjectID]

    /// Nil when there is something to do as far as is known here: ops that are not pushed, heads that are not folded, a
    /// journal, a hole.
    package init?(_ repository: Repository, remote: String) throws {
        let layout = try LogLayout(repository)
        self.repository = repository
        self.remote = remote
        references = layout.references
        known = try Self.tracked(remote, repository)
        if repository.isShallow || LaterFormat.isOn(remote, repository) { return nil }
        if try repository.isPartialClone { return nil }
        if OpLog.hasUnfinishedJournal(layout) || Self.hasRunJournal(layout) { return nil }
        if try !isPublished() { return nil }
        if NotesState.hasArrived(repository, layout) { return nil }
        if repository.reference(references.trunk(.runs)) != nil, !NotesState.isWhole(repository, layout) { return nil }
    }

    /// Whether each trunk and note is what the remote has, and no remote has another head.
    private func isPublished() throws -> Bool {
        for store in LogStore.allCases {
            let tracking = references.trackingTrunk(remote, store)
            if repository.reference(references.trunk(store)) != known[tracking] { return false }
        }
        for kind in NoteKind.allCases {
            let tracking = NotesMerge.tracking(remote, kind)
            if repository.reference(kind.reference) != known[tracking] { return false }
        }
        if repository.reference(ReportNotes.reference) != known[ReportNotes.tracking(remote)] { return false }
        let trunks = Set(LogStore.allCases.compactMap { repository.reference(references.trunk($0)) })
        return try repository.references(LogReferences.trackingRoot).allSatisfy { name, id in
            !name.contains("/v1/") || (trunks.contains(id) && LogHead(name)?.isInbox == false)
        }
    }

    private static func tracked(_ remote: String, _ repository: Repository) throws -> [String: ObjectID] {
        let found = try repository.references("\(LogReferences.trackingRoot)\(remote)/")
        return Dictionary(found.map { ($0.name, $0.id) }, uniquingKeysWith: { $1 })
    }

    private static func hasRunJournal(_ layout: LogLayout) -> Bool {
        ((try? Files.list(layout.journalDirectory)) ?? []).contains {
            $0.hasSuffix(".jsonl") || $0.contains(".segment-") || $0.hasSuffix(".owner")
        }
    }

    /// Fetches; true when nothing came, so that both sides are equal.
    package func fetchesNothing() throws -> Bool {
        let config = try repository.config
        try RemoteGit(repository: repository, remote: remote, deadline: nil).fetch(
            LogSync.refspecs(remote, references, config))
        return try Self.tracked(remote, repository) == known
    }
}
