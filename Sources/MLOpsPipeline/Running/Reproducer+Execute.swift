internal import MLOpsCore
internal import MLOpsSystem

extension Reproducer {
    /// Runs what has to run, needed stages first, `options.jobs` at the same time, and begins nothing new after the
    /// first failure unless it is to go on. `environment` is added to that of the commands, `DVC_ROOT` and `DVC_STAGE`
    /// are set for each. A stage that failed leaves no record.
    package func execute(_ options: ReproOptions, environment: [String: String] = [:]) throws -> ReproOutcome {
        let lock = try acquireLock()
        defer { withExtendedLifetime(lock) {} }
        let selection = try selection(options)
        let shell = StageShell(root: root, context: context)
        let executor = LocalExecutor(shell, jobs: options.jobs, observer: services.observer)
        defer { executor.close() }
        var session = ReproSession(
            reproducer: self, options: options, selection: selection, judge: try makeJudge(options), shell: shell,
            executor: executor, environment: environment)
        defer { session.judge.inspector.hasher.cache.save() }
        do {
            try session.recordSources(sources)
            try session.run()
        } catch {
            try? session.judge.locks.save()
            throw error
        }
        try session.judge.locks.save()
        return session.outcome
    }

    /// One process at a time runs the stages of a worktree; a second one waits.
    private func acquireLock() throws -> LockedFile? {
        try stateFolder.map { folder in
            try LockedFile(folder: folder, name: "repro.lock") { holder in
                let who = holder.isEmpty ? "" : " (process \(holder))"
                context.reporter.note("waiting for another 'git mlops repro'\(who) to finish")
            }
        }
    }
}
