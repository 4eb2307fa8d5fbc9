internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Sets up a fresh clone when its first large file is added: a clone brings no hooks, and without the pre-push hook a
/// plain `git push` would leave that file's content behind.
enum CloneSetup {
    /// One look at the clone's configuration when there is nothing to do. Never fails git's command.
    static func runIfNeeded(_ session: FilterSession) {
        guard session.hasCleaned, let location = try? session.location(), isMarked(session),
            !Files.exists(Paths.join(location.commonDirectory, "mlops/no-setup")),
            let config = try? Files.readIfPresent(Paths.join(location.commonDirectory, "config")),
            !String(decoding: config, as: UTF8.self).contains("git-mlops init")
        else { return }
        _ = try? ChildProcess(
            ["git", "mlops", "hook", "post-checkout"], environment: session.context.environment, input: .discard,
            output: .descriptor(2)
        ).wait()
    }

    /// git runs filters at the top of the worktree.
    private static func isMarked(_ session: FilterSession) -> Bool {
        [".mlopsconfig", "mlops.yaml"].contains { Files.exists(Paths.join(session.context.workingDirectory, $0)) }
    }
}
