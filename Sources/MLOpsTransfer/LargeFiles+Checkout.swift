internal import MLOpsCheckout
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// What a checkout of large files did.
package struct CheckoutReport: Sendable {
    /// How many files had a pointer and have their content now.
    package internal(set) var filled = 0
    /// Files that keep their pointer because the content is not in this clone.
    package internal(set) var missing: [LargeFile] = []
}

extension LargeFiles {
    /// Puts content in place of pointers in the worktree, for the paths given or for all, and tells git's index.
    /// Files that hold anything but their own pointer are left alone; a file that was removed comes back only when
    /// its path is given.
    package func checkout(_ paths: [String] = []) throws -> CheckoutReport {
        guard let top = repository.workTree else {
            throw Diagnostic.fatal("this operation must be run in a work tree")
        }
        try Files.makeDirectories(store.temporaryDirectory)
        let unsettled = try changedPaths(paths)
        var executable: Set<RepoPath> = []
        var filling = CheckoutFilling(self, top: top, restoresMissing: !paths.isEmpty)
        try forEachFiles { files in
            try filling.add(files, executable: executable, unsettled: unsettled)
            executable = []
        } of: { body in
            try forEachIndexEntry(paths) { entry in
                guard entry.stage == 0, !entry.isSkipped else { return }
                if entry.mode & 0o111 != 0 { executable.insert(entry.path) }
                try body(entry)
            }
        }
        try checkoutByGit(filling.extended)
        if let journal = filling.journal { try fill(journal, top: top) }
        return filling.report
    }

    /// Writes the pointers of those files that are gone from the worktree, as a checkout without a filter does.
    package func checkoutPointers(_ files: [LargeFile]) throws {
        guard let top = repository.workTree else { return }
        let absent = files.filter { WorktreeFile(top: top, path: $0.path).info == nil }
        if absent.isEmpty { return }
        let filters = ["lfs", "mlops"].flatMap { name in
            ["process=", "smudge=cat", "required=false"].flatMap { ["-c", "filter.\(name).\($0)"] }
        }
        try repository.gitChecked(
            filters + ["checkout-index", "-q", "-u", "-z", "--stdin"], input: absent.flatMap { $0.path.bytes + [0] })
    }

    /// Programs of extensions run in the filter, and git writes what they print.
    private func checkoutByGit(_ files: [LargeFile]) throws {
        if files.isEmpty { return }
        let input: [UInt8] = files.flatMap { $0.path.bytes + [0] }
        try repository.gitChecked(["checkout-index", "-f", "-u", "-z", "--stdin"], input: input)
    }

    /// Fills in pointers, all at once and past git, and tells git's index.
    private func fill(_ journal: CheckoutJournal, top: String) throws {
        let completion = CheckoutCompletion(
            gitDirectory: repository.gitDirectory, top: top, store: store, context: repository.context)
        let result = try completion.finish(journal)
        guard let failure = result.failures.first else { return }
        throw Diagnostic.fatal("cannot check out \(RepoPath(bytes: failure.path).shown): \(failure.reason)")
    }

    /// Files whose stat data is not what the index says: a checkout that was killed may have filled them in and not
    /// told the index. Content decides when they are looked at, so a change of the user's is never hidden.
    private func changedPaths(_ paths: [String]) throws -> Set<RepoPath> {
        var changed: Set<RepoPath> = []
        try RawDifference.forEach(["diff-files"], ["--diff-filter=d", "--"] + paths, repository) {
            changed.insert($0.path)
        }
        return changed
    }
}
