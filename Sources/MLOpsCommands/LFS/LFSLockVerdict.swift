internal import MLOpsCore
internal import MLOpsLFS

/// Says what locks mean for a push.
enum LFSLockVerdict {
    /// False when the push has to stop.
    static func allows(
        _ verdict: LockVerification.Verdict, remote: String, _ show: (String) -> Void, _ tell: (String) -> Void
    ) -> Bool {
        if let url = verdict.lockless {
            show(
                "Remote \"\(remote)\" does not support the Git LFS locking API. Consider disabling it with:\n"
                    + "  $ git config lfs.\(url).locksverify false")
        }
        if let failure = verdict.failure {
            let kind = failure.isRefusal ? "Authentication error" : "cannot verify locks on '\(remote)'"
            tell("\(verdict.isRefused ? "error" : "warning"): \(kind): \(failure.diagnostic.message)")
            if verdict.isRefused { return false }
        }
        if let advice = verdict.advice {
            show("Locking support detected on remote \"\(remote)\". Consider enabling it with:\n  $ \(advice)")
        }
        if !verdict.theirs.isEmpty {
            tell("Unable to push locked files:")
            for lock in verdict.theirs { tell("* \(lock.path) - \(lock.owner ?? "")") }
            tell("Cannot update locked files.")
            return false
        }
        if !verdict.ours.isEmpty {
            tell("Consider unlocking your own locked files: (`git lfs unlock <path>`)")
            for lock in verdict.ours { tell("* \(lock.path)") }
        }
        return true
    }
}
