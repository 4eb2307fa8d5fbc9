package import MLOpsCore
package import MLOpsGit
package import MLOpsIndex
package import MLOpsLog

/// The runs of a repository: the log, folded.
package final class RunStore {
    package let repository: Repository
    package let log: OpLog

    /// Opens the log, brings the index up to date and finishes what a killed process left in its journal.
    /// `tellsHoles`: warn of a shallow or partial clone that lacks a part of the log.
    package init(_ repository: Repository, tellsHoles: Bool = true) throws {
        self.repository = repository
        log = try OpLog(repository, makeRow: RunStore.row)
        if tellsHoles, let sentence = log.holes.sentence {
            repository.context.reporter.warning(sentence)
            repository.context.reporter.hint("git mlops sync")
        }
        if log.isReadOnly { return }
        try RunJournal.recover(self)
        _ = try? ExperimentWorktree.removeAbandoned(repository)
        try foldTracking()
    }

    /// What a plain `git fetch` brought becomes part of the trunk, so that pruning cannot drop it. It is read from its own
    /// head until then, so a trunk that somebody holds the lock of is no reason to show nothing.
    private func foldTracking() throws {
        do {
            if try log.foldNewTracking() { try NotesProjection.update(in: self) }
        } catch let error as GitError where error.code == .locked {
            repository.context.reporter.warning("what was fetched waits beside the log: \(error.message)")
            error.hints.forEach(repository.context.reporter.hint)
        }
    }

    package var index: RunIndex { log.index }

    /// The whole run; nil when there is none of that id.
    package func record(_ id: String) throws -> RunRecord? {
        RunFold.fold(run: id, try log.ops(of: id))
    }

    /// The run that a person means: `r-` and digits, digits, or a name (the newest run of that name). `isHidden`: a name
    /// is that of a hidden run.
    package func find(_ text: String, isHidden: Bool = false) throws -> RunRecord {
        if let record = try findIfPresent(text, isHidden: isHidden) { return record }
        throw LogError(.unknownRun, "no such run '\(text)'", hints: ["git mlops runs list"])
    }

    /// As ``find(_:)``, nil when there is none; an abbreviation that fits several runs is still an error.
    package func findIfPresent(_ text: String, isHidden: Bool = false) throws -> RunRecord? {
        if let digits = RunName.digits(text) {
            let matches = try index.runs(withPrefix: digits)
            if matches.count == 1 { return try record(matches[0]) }
            if matches.count > 1 {
                throw LogError(
                    .ambiguousRun, "short run id '\(text)' is ambiguous", hints: matches.map { "r-\($0)" })
            }
        }
        return try index.runs(named: text, isHidden: isHidden).first.flatMap { try record($0) }
    }

    private static func row(_ record: RunRecord) -> RunRow {
        RunRow(
            id: record.id, name: record.name, status: record.status.rawValue, started: record.started,
            duration: record.duration, base: record.base,
            commit: record.attachments.first?.commit ?? record.base, startTree: record.startTree,
            endTree: record.endTree, isDeleted: record.isDeleted, headline: Headline.text(record, limit: 3),
            json: record.json.serialized(.compact(sortedKeys: true)).asText,
            experiment: record.experiment, parent: record.parent,
            attachments: record.attachments.map { ($0.commit, $0.differingPaths) })
    }
}
