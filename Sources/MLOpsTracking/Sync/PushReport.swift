internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// What `git push --porcelain` printed, by ref. The flags decide, not the words: those differ between hosts and
/// versions.
struct PushReport {
    enum Outcome: Equatable {
        case done
        /// git itself held it back: the ref is not what we took it for. Fetching tells what it is.
        case outdated
        /// The remote refused it, for this reason.
        case refused(String)
    }

    let outcomes: [String: Outcome]
    /// What git wrote to standard error, in one line.
    let complaint: String

    init(_ result: ChildResult) {
        var outcomes: [String: Outcome] = [:]
        for line in result.output.asText.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 3, fields[0].utf8.count == 1, let colon = fields[1].lastIndex(of: ":") else {
                continue
            }
            outcomes[String(fields[1][fields[1].index(after: colon)...])] = Self.outcome(fields[0], String(fields[2]))
        }
        self.outcomes = outcomes
        complaint = GitError(words: result.errors.asText).message
    }

    private static func outcome(_ flag: Substring, _ summary: String) -> Outcome {
        if flag != "!" { return .done }
        return summary.hasPrefix("[rejected]") ? .outdated : .refused(summary)
    }

    /// Whether the remote spoke of any ref: without that nothing was tried.
    var isEmpty: Bool { outcomes.isEmpty }

    func isDone(_ update: RefUpdate) -> Bool { outcomes[update.name] == .done }

    /// Why the first of `updates` that was refused was.
    func refusal(of updates: [RefUpdate]) -> String? {
        for update in updates {
            if case .refused(let reason)? = outcomes[update.name] { return reason }
        }
        return nil
    }
}
