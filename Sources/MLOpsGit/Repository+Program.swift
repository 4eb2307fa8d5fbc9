internal import MLOpsCore
package import MLOpsSystem

extension Repository {
    /// Runs the git program at the top of the worktree (or in the bare repository) and captures what it prints.
    /// `timeLimit`: milliseconds after which it gets SIGTERM.
    package func git(
        _ arguments: [String], input: [UInt8]? = nil, environment: [String: String] = [:],
        timeLimit: Int64? = nil
    ) throws(GitError) -> ChildResult {
        do {
            return try ChildProcess.run(
                ["git"] + arguments, workingDirectory: workTree ?? gitDirectory,
                environment: programEnvironment.merging(environment) { $1 }, input: input,
                timeLimit: timeLimit)
        } catch {
            throw GitError(.commandFailed, error.diagnostic.message)
        }
    }

    /// As ``git(_:input:environment:)``, but throws git's own words when it fails.
    @discardableResult
    package func gitChecked(
        _ arguments: [String], input: [UInt8]? = nil, environment: [String: String] = [:]
    ) throws(GitError) -> ChildResult {
        let result = try git(arguments, input: input, environment: environment)
        if result.status.isSuccess { return result }
        throw Self.commandError(arguments, result)
    }

    /// The environment for child processes: ours, with the repository named when the caller's environment names it
    /// relative to another working folder.
    package var programEnvironment: [String: String] {
        var environment = context.environment
        for key in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"] {
            if let path = environment[key] { environment[key] = Paths.absolute(path, in: context.workingDirectory) }
        }
        return environment
    }

    private static func commandError(_ arguments: [String], _ result: ChildResult) -> GitError {
        var text = String(decoding: result.errors, as: UTF8.self)
        while text.last == "\n" { text.removeLast() }
        for prefix in ["fatal: ", "error: "] where text.hasPrefix(prefix) { text.removeFirst(prefix.count) }
        let verb = arguments.first { !$0.hasPrefix("-") } ?? ""
        return GitError(.commandFailed, text.isEmpty ? "'git \(verb)' failed (exit \(result.status.shellCode))" : text)
    }
}
