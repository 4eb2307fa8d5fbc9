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
        var executable: Set<RepoPath> = []
        var files: [LargeFile] = []
        try forEachFile({ files.append($0) }) { body in
            try forEachIndexEntry(paths) { entry in
                guard entry.stage == 0, !entry.isSkipped else { return }
                if entry.mode & 0o111 != 0 { executable.insert(entry.path) }
                try body(entry)
            }
        }
        var report = CheckoutReport()
        try Files.makeDirectories(store.temporaryDirectory)
        let wanted = try files.keeping {
            try WorktreeFile(top: top, path: $0.path).holds($0.pointer, orIsMissing: !paths.isEmpty)
        }
        if store.sharedRoot != nil { _ = adoptShared(unique(wanted.map(\.object)).filter { !store.contains($0) }) }
        report.missing = wanted.filter { !store.contains($0.object) }
        let filled = report.missing.isEmpty ? wanted : wanted.filter { store.contains($0.object) }
        report.filled = filled.count
        try checkoutByGit(filled.filter { !$0.pointer.extensions.isEmpty })
        let plain = filled.keeping(\.pointer.extensions.isEmpty)
        let absent = plain.filter { WorktreeFile(top: top, path: $0.path).info == nil }
        for file in absent {
            let target = WorktreeFile(top: top, path: file.path)
            try target.makeFolders()
            try target.replace(
                withContentsOf: store.locate(file.object) ?? "/dev/null", size: file.pointer.size,
                executable: executable.contains(file.path), by: store.temporaryDirectory)
        }
        let unsettled = try unsettledFiles(files, among: paths, top: top)
        if let journal = try journal(of: unsettled.isEmpty ? plain : plain + unsettled) { try fill(journal, top: top) }
        return report
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

    /// The files that are not empty, as work to do; nil when there is none.
    private func journal(of files: [LargeFile]) throws -> CheckoutJournal? {
        guard files.contains(where: { $0.pointer.size > 0 }) else { return nil }
        let journal = try CheckoutJournal(gitDirectory: repository.gitDirectory)
        for file in files where file.pointer.size > 0 {
            try journal.append(JournalEntry(path: file.path.bytes, blob: file.blob.bytes, object: file.object))
        }
        return journal
    }

    /// Fills in pointers, all at once and past git, and tells git's index.
    private func fill(_ journal: CheckoutJournal, top: String) throws {
        let completion = CheckoutCompletion(
            gitDirectory: repository.gitDirectory, top: top, store: store, context: repository.context)
        let result = try completion.finish(journal)
        guard let failure = result.failures.first else { return }
        throw Diagnostic.fatal("cannot check out \(RepoPath(bytes: failure.path).shown): \(failure.reason)")
    }

    /// Files that may hold their content and that git takes for changed: a checkout that was killed filled them in and
    /// could not tell the index. Content decides when they are looked at, so a change of the user's is never hidden.
    private func unsettledFiles(_ files: [LargeFile], among paths: [String], top: String) throws -> [LargeFile] {
        let options = ["--raw", "--no-renames", "--no-abbrev", "--diff-filter=d", "-z", "--"]
        let listing = try repository.gitChecked(["diff-files"] + options + paths).output
        let changed = Set(RawDifference.parse(listing).map(\.path))
        if changed.isEmpty { return [] }
        return files.filter { file in
            file.pointer.extensions.isEmpty && changed.contains(file.path)
                && WorktreeFile(top: top, path: file.path).info?.size == file.pointer.size
        }
    }
}
