internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog

/// One try to bring a remote up to date.
extension LogSync {
    enum Attempt: Equatable {
        case done
        /// Somebody else pushed meanwhile.
        case outdated
        case refused(String)
    }

    /// Trunks, notes and the removal of folded inboxes in one push: with inboxes all or nothing, so that none goes
    /// before its ops are in the trunk. What a remote does not take of that is tried apart.
    func send(_ plan: PushPlan) throws -> Attempt {
        let notes = NotesPush(remote, references, repository)
        let removals = plan.inboxes.map(\.update)
        let report = try git.push(
            plan.trunks.map(\.update) + notes.updates + removals, atomic: !removals.isEmpty)
        try record(plan, notes, report)
        if plan.trunks.allSatisfy({ report.isDone($0.update) }), removals.allSatisfy(report.isDone) {
            try pushAgain(notes, report)
            return .done
        }
        if report.outcomes.values.contains(.outdated) { return try settle(plan, report) }
        if try hasMoved(plan) { return .outdated }
        return removals.isEmpty && notes.updates.isEmpty
            ? .refused(report.refusal(of: plan.trunks.map(\.update)) ?? report.complaint)
            : try sendTrunksFirst(plan)
    }

    /// A trunk that was not taken makes it a lost race; outdated notes alone do not.
    private func settle(_ plan: PushPlan, _ report: PushReport) throws -> Attempt {
        let trunks = plan.trunks.map(\.update)
        if plan.inboxes.isEmpty, let reason = report.refusal(of: trunks), try !hasMoved(plan) {
            return .refused(reason)
        }
        return .outdated
    }

    /// For remotes that know no atomic push, and for those that take the log and nothing else of ours.
    private func sendTrunksFirst(_ plan: PushPlan) throws -> Attempt {
        let trunks = plan.trunks.map(\.update)
        if !trunks.isEmpty {
            let report = try git.push(trunks)
            try record(plan, nil, report)
            if report.outcomes.values.contains(.outdated) { return .outdated }
            if !trunks.allSatisfy(report.isDone) {
                return try hasMoved(plan) ? .outdated : .refused(report.refusal(of: trunks) ?? report.complaint)
            }
        }
        if !plan.inboxes.isEmpty { try record(plan, nil, try git.push(plan.inboxes.map(\.update))) }
        let notes = NotesPush(remote, references, repository)
        if !notes.updates.isEmpty { try record(plan, notes, try git.push(notes.updates)) }
        return .done
    }

    /// Whether the remote's trunks are others than we knew. The words with which a remote refuses do not tell a lost race
    /// from a policy; this does.
    private func hasMoved(_ plan: PushPlan) throws -> Bool {
        let before = plan.trunks.map { repository.reference($0.tracking) }
        do { try fetch() } catch is GitError { return false }
        return before != plan.trunks.map { repository.reference($0.tracking) }
    }

    /// Notes that others pushed meanwhile: fetched, rendered again on top of theirs and pushed once more. Losing again
    /// is no loss: they follow from the log.
    private func pushAgain(_ notes: NotesPush, _ report: PushReport) throws {
        guard notes.updates.contains(where: { report.outcomes[$0.name] == .outdated }) else { return }
        try fetch()
        let again = NotesPush(remote, references, repository)
        if again.updates.isEmpty { return }
        try again.record(try git.push(again.updates), self)
    }

    private func record(_ plan: PushPlan, _ notes: NotesPush?, _ report: PushReport) throws {
        for trunk in plan.trunks where report.isDone(trunk.update) { try track(trunk.id, as: trunk.tracking) }
        for inbox in plan.inboxes where report.isDone(inbox.update) { try track(nil, as: inbox.tracking) }
        try notes?.record(report, self)
    }
}
