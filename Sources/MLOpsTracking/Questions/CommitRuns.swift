package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex

/// A run as it belongs to one commit.
package struct CommitRun: Sendable, Equatable {
    package enum Relation: Sendable, Equatable, Comparable {
        /// The commit's tree is the code that the run started from or left.
        case exact
        /// Carried over from a commit that was rewritten into this one.
        case carried
        /// Same parent, but this many paths differ.
        case near(Int64)
    }

    package let run: String
    package let relation: Relation
    package let started: Int64

    /// `=` exact, `~` carried or near: the mark in notes.
    package var mark: String { relation == .exact ? "=" : "~" }
}

extension RunStore {
    /// Runs of `commit`: exact trees first, then carried and near ones; the newest first among equals.
    package func runs(of commit: ObjectID) throws -> [CommitRun] {
        let runs = try relations(of: commit).compactMap { run, relation in
            try record(run).map { CommitRun(run: run, relation: relation, started: $0.started) }
        }
        return runs.sorted { left, right in
            let exactness = (left.relation == .exact ? 0 : 1, right.relation == .exact ? 0 : 1)
            if exactness.0 != exactness.1 { return exactness.0 < exactness.1 }
            return (right.started, right.run) < (left.started, left.run)
        }
    }

    /// Ids of the live runs of `commit`, from the index alone: there may be thousands.
    func relations(of commit: ObjectID) throws -> [String: CommitRun.Relation] {
        var found: [String: CommitRun.Relation] = [:]
        func add(_ run: String, _ relation: CommitRun.Relation) {
            found[run] = min(found[run] ?? relation, relation)
        }
        if repository.hasObject(commit) {
            for run in try index.runs(withTree: repository.commit(commit).tree.hex) { add(run, .exact) }
        }
        for (run, paths) in try index.runs(attachedTo: commit.hex) { add(run, paths == 0 ? .exact : .near(paths)) }
        for old in try predecessors(of: commit.hex) {
            for (run, paths) in try index.runs(attachedTo: old) { add(run, paths == 0 ? .carried : .near(paths)) }
        }
        return found
    }

    /// Commits that became `commit` through amend, rebase or fixup, over any number of steps.
    private func predecessors(of commit: String) throws -> [String] {
        var found: [String] = []
        var queue = [commit]
        while let next = queue.popLast() {
            for old in try index.predecessors(of: next) where !found.contains(old) && old != commit {
                found.append(old)
                queue.append(old)
            }
        }
        return found
    }

    /// The run whose values stand for `commit`: the first of ``runs(of:)`` that finished and has such values.
    package func representative(
        of commit: ObjectID, having values: (RunRecord) -> Bool
    ) throws -> (record: RunRecord, relation: CommitRun.Relation)? {
        for candidate in try runs(of: commit) {
            if let record = try record(candidate.run), record.status == .finished, values(record) {
                return (record, candidate.relation)
            }
        }
        return nil
    }
}
