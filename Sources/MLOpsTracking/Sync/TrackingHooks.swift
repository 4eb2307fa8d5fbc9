package import MLOpsCore
package import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem

/// What the git hooks do for the log. None of it may fail the user's command: callers turn errors into warnings.
package enum TrackingHooks {
    /// Whether this git command was started by our own sync: then hooks have nothing to do.
    package static func isInsideSync(_ context: InvocationContext) -> Bool {
        context.environment[LogSync.guardVariable] != nil
    }

    /// post-commit: attaches runs to the new commit and writes its notes.
    package static func postCommit(_ repository: Repository) throws {
        guard hasLog(repository), let head = repository.resolveIfPresent("HEAD") else { return }
        let store = try RunStore(repository, tellsHoles: false)
        try RunAttacher.attach([head], in: store)
        try NotesProjection.update([head], in: store)
    }

    /// post-rewrite: `input` has lines `old SP new [SP extra]`.
    package static func postRewrite(_ repository: Repository, input: [UInt8]) throws {
        guard hasLog(repository) else { return }
        let pairs = input.asText.split(separator: "\n").compactMap { line -> (old: String, new: String)? in
            let fields = line.split(separator: " ")
            return fields.count >= 2 ? (String(fields[0]), String(fields[1])) : nil
        }
        let store = try RunStore(repository, tellsHoles: false)
        try RunAttacher.recordRewrites(pairs, in: store)
        let commits = pairs.compactMap { ObjectID(hex: $0.new) }
        try RunAttacher.attach(commits, in: store)
        try NotesProjection.update(commits, in: store)
    }

    /// post-merge (also after `git pull`): folds what was fetched, attaches runs to the commits that came.
    package static func postMerge(_ repository: Repository) throws {
        guard hasLog(repository) else { return }
        let store = try RunStore(repository, tellsHoles: false)
        try store.log.foldTracking()
        if let head = repository.resolveIfPresent("HEAD"), let old = repository.resolveIfPresent("ORIG_HEAD") {
            try RunAttacher.attach(Array(try repository.walk(from: [head], hiding: [old]).suffix(1000)), in: store)
        }
        try NotesProjection.update(in: store)
    }

    /// pre-push: sends the log before git sends the branch. Never fails the push; what could not be sent is said in
    /// one line. False when ops are left behind.
    package static func prePush(_ repository: Repository, remote: String) throws -> Bool {
        guard hasLog(repository), try QuietSync(repository, remote: remote) == nil else { return true }
        let store = try RunStore(repository, tellsHoles: false)
        let refusal = RefusalMark(store, remote: remote)
        let reason: String
        do {
            switch try LogSync(store, remote: remote, timeLimit: pushBudget).pushAsClone() {
            case .nothingToPush: return true
            case .pushed, .pushedToInbox:
                try refusal.clear()
                return true
            case .refused(let words):
                try refusal.tellOnce()
                reason = words
            }
        } catch {
            reason = Diagnostic(describing: error).message
        }
        let count = try store.unpushedOps(to: remote)
        if count == 0 { return true }
        repository.context.reporter.note("mlops: \(count) \(count == 1 ? "op" : "ops") not pushed: \(reason)")
        return false
    }

    /// Milliseconds that a push may wait for the log.
    private static let pushBudget: Int64 = 10_000

    /// Whether anything was ever recorded or fetched here: a repository without runs pays for nothing.
    package static func hasLog(_ repository: Repository) -> Bool {
        guard let layout = try? LogLayout(repository) else { return false }
        if LogStore.allCases.contains(where: { repository.reference(layout.references.trunk($0)) != nil }) {
            return true
        }
        return !((try? repository.references(LogReferences.trackingRoot)) ?? []).isEmpty
    }
}
