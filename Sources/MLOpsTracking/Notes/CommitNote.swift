internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex

/// The runs that the note of one commit names. Only so many are read as the note has lines: a sweep may have left
/// thousands on one commit.
struct CommitNote {
    private var shown: [(record: RunRecord, relation: NoteRelation)] = []
    private var more = 0

    init(_ commit: ObjectID, in store: RunStore) throws {
        var relations = try store.relations(of: commit).mapValues { $0 == .exact ? NoteRelation.exact : .near }
        for source in Self.sources(commit, store.repository) {
            for run in try store.relations(of: source).keys where relations[run] == nil { relations[run] = .derived }
        }
        let runs = relations.keys.sorted()
        for run in runs.prefix(NoteLines.lineLimit) {
            if let record = try store.record(run) { shown.append((record, relations[run] ?? .near)) }
        }
        more = max(0, runs.count - NoteLines.lineLimit)
    }

    func text(_ kind: NoteKind, existing: [UInt8]?) -> [UInt8]? {
        let lines = shown.map { ($0.record.id, NoteLines.line($0.record, $0.relation, kind: kind)) }
        return NoteLines.text(lines, more: more, existing: existing)
    }

    /// The commits that `git cherry-pick -x` says it was picked from. Nothing else is taken for a pick.
    private static func sources(_ commit: ObjectID, _ repository: Repository) -> [ObjectID] {
        guard repository.hasObject(commit), let message = try? repository.commit(commit).message else { return [] }
        return message.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("(cherry picked from commit "), line.hasSuffix(")") else { return nil }
            return ObjectID(hex: String(line.dropFirst(27).dropLast()))
        }
    }
}
