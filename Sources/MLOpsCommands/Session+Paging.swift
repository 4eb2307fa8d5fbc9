internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTerminal

extension Session {
    /// Runs `body` and shows its results in git's pager when a person reads them on a terminal. `pager.mlops=false`
    /// switches it off, as `pager.<verb>` does for git's own.
    func paged(_ body: () throws -> Int32) throws -> Int32 {
        guard out.isTerminal, let command = pagerCommand(),
            let pager = Pager(command: command, environment: context.environment)
        else { return try body() }
        let result = Result { try body() }
        out.flush()
        pager.finish()
        return try result.get()
    }

    private func pagerCommand() -> String? {
        if git(["config", "--type=bool", "pager.mlops"]) == "false" { return nil }
        return git(["var", "GIT_PAGER"])
    }

    private func git(_ arguments: [String]) -> String? {
        let result = try? ChildProcess.run(
            ["git"] + arguments, workingDirectory: context.workingDirectory, environment: context.environment)
        return result.flatMap { $0.status.isSuccess ? $0.text : nil }
    }
}
