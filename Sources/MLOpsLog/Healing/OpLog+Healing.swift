internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsSystem

extension OpLog {
    var journal: OpJournal { OpJournal(layout) }

    /// What every command looks at before it reads the log: a journal that a dead process left, heads whose objects are
    /// gone, and, when something went through the object database since the last time, everything written lately.
    func mend() throws {
        if !journal.unsettled().isEmpty { finishJournalIfPossible() }
        let stamp = ObjectStamp(repository, layout)
        let isQuiet = !stamp.hasChanged
        guard try !headsArePresent() || !(isQuiet || recentCommitsAreWhole()) else {
            if !isQuiet { stamp.store() }
            return
        }
        do {
            try heal()
            stamp.store()
        } catch {
            repository.context.reporter.warning(
                "the log has lost objects and cannot be mended: \(Diagnostic(describing: error).message)")
        }
    }

    private func finishJournalIfPossible() {
        do {
            try finishJournal()
        } catch {
            repository.context.reporter.warning(
                "what a process that died was recording is not in the log yet: \(Diagnostic(describing: error).message)"
            )
        }
    }

    private func headsArePresent() throws -> Bool {
        let heads = try repository.references(layout.references.root).map(\.id)
        if heads.isEmpty { return try !hasUnreadableTrunk() }
        return LogSurvey.isPresent(Array(heads.prefix(16)), in: repository)
    }

    private func hasUnreadableTrunk() throws -> Bool {
        LogStore.allCases.contains { store in
            Files.info(Paths.join(repository.commonDirectory, layout.references.trunk(store)))?.kind == .file
        }
    }

    /// Whether what the journal knows to be in the log is there, and the notes are.
    private func recentCommitsAreWhole() throws -> Bool {
        let survey = try LogSurvey(repository)
        let notes = try repository.references("refs/notes/mlops/").map(\.id)
        var commits = notes
        for batch in journal.content().batches.suffix(500) {
            // Elsewhere since a compaction, or not in any head.
            guard let commit = batch.commit, let op = batch.ops.first, try index.commits(holding: op).contains(commit)
            else { continue }
            commits.append(commit)
        }
        return commits.allSatisfy { id in
            guard let commit = survey.commit(id), survey.isClosed(commit.tree) else { return false }
            return commit.parents.allSatisfy { survey.commit($0) != nil }
        }
    }

    /// Does `work`, which reads the log, and again when objects are missing, after mending: `git prune` may be at work at
    /// this moment.
    func mending<R>(_ work: () throws -> R) throws -> R {
        for attempt in 1... {
            do {
                return try work()
            } catch let error as GitError where error.code != .locked && attempt < Self.mendingAttempts {
                let isMended = (try? heal()) ?? false
                // Nothing was wrong that can be mended, or somebody else has just done it: the last try tells.
                if !isMended, attempt > 1 { throw error }
            }
        }
        return try work()
    }

    private static let mendingAttempts = 5

    /// Mends the log and says in one warning what was done. False when there was nothing to mend.
    @discardableResult
    package func heal() throws -> Bool {
        try withLock {
            let report = try LogHealer(repository, layout: layout, index: index).heal()
            if !report.rebuilt.isEmpty { try index.clear() }
            if let sentence = report.sentence { repository.context.reporter.warning(sentence) }
            return !report.isEmpty
        }
    }
}
