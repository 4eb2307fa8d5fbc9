internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Where an append is: after each of these steps the process may die, or the user may run `git gc --prune=now`.
package enum WriteStep: String, CaseIterable, Sendable {
    case locked, journaled, blob, tree, commit, swapped, settled, indexed
}

/// What tests do to a writer, by GIT_MLOPS_AT_STEP=<step>:<kill|prune|gc> and GIT_MLOPS_NO_FLOCK. A release build does
/// not look at either.
final class WriteHooks {
    private let repository: Repository
    #if DEBUG
        private var isDone = false
    #endif

    init(_ repository: Repository) {
        self.repository = repository
    }

    #if DEBUG
        var isWithoutLock: Bool { repository.context.environment["GIT_MLOPS_NO_FLOCK"] != nil }

        func reached(_ step: WriteStep) {
            guard let wish = repository.context.environment["GIT_MLOPS_AT_STEP"] else { return }
            let words = wish.split(separator: ":")
            guard words.count == 2, words[0] == step.rawValue, !isDone else { return }
            isDone = true
            switch words[1] {
            case "prune": _ = try? repository.git(["prune", "--expire=now"])
            case "gc": _ = try? repository.git(["gc", "-q", "--prune=now"])
            default: Host.killThisProcess()
            }
        }
    #else
        var isWithoutLock: Bool { false }

        func reached(_ step: WriteStep) {}
    #endif
}
