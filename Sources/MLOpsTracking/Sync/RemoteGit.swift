internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// The git program's fetch and push with one remote, kept clear of what the user has configured for theirs.
struct RemoteGit {
    let repository: Repository
    let remote: String
    /// On the clock of ``MonotonicClock``; nil: no limit.
    let deadline: Int64?

    /// Brings `refspecs`, whole, and drops tracking refs that the remote has no longer.
    func fetch(_ refspecs: [String], again: Bool = false, shallowFile: String? = nil) throws {
        var arguments = [
            "fetch", "--quiet", "--prune", "--no-prune-tags", "--no-tags", "--no-filter", "--no-write-fetch-head",
            "--no-recurse-submodules", "--no-auto-maintenance", "--no-write-commit-graph", "--refmap=",
        ]
        if again { arguments.append("--refetch") }
        let environment = shallowFile.map { ["GIT_SHALLOW_FILE": $0] } ?? [:]
        let result = try run(arguments + ["--", remote] + refspecs, environment)
        guard result.status.isSuccess else { throw GitError(words: result.errors.asText) }
    }

    /// One push, without force. `atomic`: all or nothing.
    func push(_ updates: [RefUpdate], atomic: Bool = false) throws -> PushReport {
        var arguments = [
            "-c", "remote.\(remote).mirror=false", "-c", "push.pushOption=", "push", "--porcelain",
            "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no",
        ]
        if atomic { arguments.append("--atomic") }
        arguments += updates.compactMap(\.leaseOption)
        return PushReport(try run(arguments + ["--", remote] + updates.map(\.refspec)))
    }

    private func run(_ arguments: [String], _ extra: [String: String] = [:]) throws -> ChildResult {
        let left = deadline.map { max(1, $0 - MonotonicClock.milliseconds()) }
        let environment = [LogSync.guardVariable: "1", "GIT_TERMINAL_PROMPT": "0"].merging(extra) { $1 }
        let result = try repository.git(arguments, environment: environment, timeLimit: left)
        if let left, left <= 1 || result.status == .signaled(15) {
            throw GitError(.commandFailed, "'\(remote)' took too long")
        }
        return result
    }
}
