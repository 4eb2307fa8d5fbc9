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

    /// As ``git(_:input:environment:)``, what it prints handed to `output` piece by piece.
    func started(
        _ arguments: [String], input: [UInt8]?, environment: [String: String],
        output: (UnsafeRawBufferPointer) -> Void
    ) throws(GitError) -> ChildResult {
        do {
            let process = try ChildProcess(
                ["git"] + arguments, workingDirectory: workTree ?? gitDirectory,
                environment: programEnvironment.merging(environment) { $1 },
                input: input == nil ? .discard : .pipe, output: .pipe, errors: .pipe)
            return process.capture(input: input ?? [], output: output)
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

    /// The environment for child processes, which run at the top of the worktree: ours, with the repository named
    /// whenever they would not find it from there by themselves. GIT_INDEX_FILE and GIT_OBJECT_DIRECTORY are relative
    /// to the top anyhow.
    package var programEnvironment: [String: String] {
        var environment = context.environment
        if workTree == nil || environment["GIT_DIR"] != nil || environment["GIT_WORK_TREE"] != nil {
            environment["GIT_DIR"] = gitDirectory
            environment["GIT_WORK_TREE"] = workTree
        }
        if let common = environment["GIT_COMMON_DIR"] {
            environment["GIT_COMMON_DIR"] = Paths.join(context.workingDirectory, common)
        }
        return environment
    }

    /// git's own words, its hints kept apart.
    static func commandError(_ arguments: [String], _ result: ChildResult) -> GitError {
        var sentences: [String] = []
        var hints: [String] = []
        for line in result.errors.asText.split(separator: "\n").map(String.init) {
            if line.hasPrefix("hint: ") {
                hints.append(String(line.dropFirst(6)))
            } else {
                let prefix = ["fatal: ", "error: "].first { line.hasPrefix($0) } ?? ""
                sentences.append(String(line.dropFirst(prefix.count)))
            }
        }
        let verb = arguments.first { !$0.hasPrefix("-") } ?? ""
        if sentences.isEmpty { sentences = ["'git \(verb)' failed (exit \(result.status.shellCode))"] }
        return GitError(.commandFailed, sentences.joined(separator: "\n"), hints: hints)
    }
}
