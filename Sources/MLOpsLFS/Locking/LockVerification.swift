internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
package import MLOpsTransfer

/// Whether a push may go on: it may not change files that somebody else has locked (`lfs.<url>.locksverify`).
package struct LockVerification {
    package struct Verdict: Sendable {
        /// Files of the push that we have locked: the lock may be given back now.
        package var ours: [Lock] = []
        /// Files of the push that others have locked: the push has to stop.
        package var theirs: [Lock] = []
        /// Why locks could not be looked up.
        package var failure: LFSServerError?
        /// Whether that stops the push: the user wants locks verified.
        package var isRefused = false
        /// The server that seems to have no locks, as the key of its configuration has it.
        package var lockless: String?
        /// What should be configured, so that it is not asked again.
        package var advice: String?
    }

    private let files: LargeFiles
    private let remote: String

    package init(_ files: LargeFiles, remote: String) {
        self.files = files
        self.remote = remote
    }

    /// Asks the server once, and only when the push changes files that can be locked, which `pushesLarge` files can.
    /// Throws when nobody answers.
    package func verify(_ references: [PushedReference], pushesLarge: Bool) throws -> Verdict {
        let repository = files.repository
        let config = try LFSConfig(of: repository)
        let pushed = references.filter { !$0.deletes }
        guard let first = pushed.first else { return Verdict() }
        let client = try LockClient(repository, remote: remote, reference: first.remoteName)
        guard client.isPossible else { return Verdict() }
        let url = try client.address()
        // Only an agent knows that place, and agents know no locks.
        if CustomAgent.standalone(config, for: url, .upload) != nil { return Verdict() }
        let wanted = config.bool("lfs", "locksverify", for: url)
        guard wanted != false, try pushesLarge || hasLockable() else { return Verdict() }
        do {
            let listing = try client.verify()
            LockCache(files.store.root).rememberQuietly(listing)
            var verdict = try judge(listing, pushed)
            if wanted == nil { verdict.advice = "git config lfs.\(url).locksverify true" }
            return verdict
        } catch let error as LFSServerError {
            return try judge(error, url, isWanted: wanted == true)
        }
    }

    private func judge(_ error: LFSServerError, _ url: String, isWanted: Bool) throws -> Verdict {
        var verdict = Verdict()
        // The server has no locks, so nobody can hold one: that is fine.
        if error.status == 501 {
            _ = try files.repository.git(["config", "--local", "lfs.\(url).locksverify", "false"])
        } else if isWanted || error.status != 404 {
            verdict.failure = error
            verdict.isRefused = isWanted
            if !error.isRefusal { verdict.lockless = url }
        }
        return verdict
    }

    private func judge(_ listing: LockClient.Listing, _ pushed: [PushedReference]) throws -> Verdict {
        var verdict = Verdict()
        if listing.ours.isEmpty, listing.theirs.isEmpty { return verdict }
        let changed = try changedPaths(pushed)
        verdict.ours = listing.ours.filter { changed.contains(RepoPath($0.path)) }
        verdict.theirs = listing.theirs.filter { changed.contains(RepoPath($0.path)) }
        return verdict
    }

    /// Every path that a commit changes which the remote does not have.
    private func changedPaths(_ pushed: [PushedReference]) throws -> Set<RepoPath> {
        let known = pushed.map(\.remote.hex).filter { files.repository.resolveIfPresent($0) != nil }
        let listing = try files.repository.gitChecked(
            ["log", "--format=", "--raw", "--no-abbrev", "-m", "--no-renames", "-z"] + pushed.map(\.local.hex)
                + ["--not"] + known + ["--remotes=\(remote)"])
        return Set(RawChange.parse(listing.output).map(\.path))
    }

    private func hasLockable() throws -> Bool {
        let answer = try files.repository.git([
            "grep", "-q", "--cached", "lockable", "--", ".gitattributes", "**/.gitattributes",
        ])
        return answer.status.isSuccess
    }
}

extension LockCache {
    fileprivate func rememberQuietly(_ listing: LockClient.Listing) {
        try? save(listing.ours)
        try? remember(listing.ours, as: "ours")
        try? remember(listing.theirs, as: "theirs")
    }
}
