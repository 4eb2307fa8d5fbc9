internal import MLOpsCheckout
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// What `git mlops add` did.
package struct AddReport: Sendable {
    /// Large files whose content was taken in.
    package internal(set) var added = 0
    package internal(set) var bytes: Int64 = 0
    /// git's exit code when it did all of the work, or refused it.
    package internal(set) var status: Int32 = 0
}

extension LargeFiles {
    /// Does what `git add` does, with the same result, but hashes large files on all processors and takes their contents
    /// into the store without sending them through git. `pathspecs` are relative to the top of the worktree;
    /// `isUpdate` leaves out files that git does not know (`git add -u`).
    package func add(_ pathspecs: [String], isUpdate: Bool = false) throws -> AddReport {
        let top = try workTree()
        // Their programs run in the filter.
        guard try extensions().isEmpty else { return try addByGit(pathspecs, isUpdate: isUpdate) }
        guard let candidates = try AddCandidates(self, pathspecs, isUpdate: isUpdate), !candidates.needGit else {
            return try addByGit(pathspecs, isUpdate: isUpdate)
        }
        var report = AddReport()
        let files = try take(candidates.large, top: top)
        if let failure = files.lazy.compactMap(\.failure).first { throw failure }
        try addOthers(candidates.others + files.filter { $0.isOther }.map(\.path))
        let pointers = files.compactMap(\.pointer)
        try write(pointers, top: top)
        report.added = pointers.count
        report.bytes = pointers.reduce(0) { $0 + ($1.stamp?.size ?? 0) }
        return report
    }

    /// git's own words and exit code, for what is unusual: nothing matches, or a path is ignored.
    private func addByGit(_ pathspecs: [String], isUpdate: Bool) throws -> AddReport {
        let result = try repository.git(["add"] + (isUpdate ? ["-u"] : []) + ["--"] + pathspecs)
        for line in result.errors.asText.split(separator: "\n") { reporter.note(String(line)) }
        return AddReport(status: result.status.shellCode)
    }

    private func take(_ files: [AddCandidates.Large], top: String) throws -> [TakenFile] {
        defer { reporter.endProgress() }
        return Workers.map(files.count, workers: Workers.processors) {
            Result { try FileTaker(top: top, store: store) }
        } _: { taker, position in
            do {
                return try taker.get().take(files[position])
            } catch {
                return TakenFile(path: files[position].path, failure: Diagnostic(describing: error))
            }
        }
    }

    /// What is not a large file: git stores it, or takes it out of the index when it is gone.
    private func addOthers(_ paths: [RepoPath]) throws {
        if paths.isEmpty { return }
        let input: [UInt8] = paths.flatMap { $0.bytes + [0] }
        try repository.gitChecked(["update-index", "--add", "--remove", "--replace", "-z", "--stdin"], input: input)
    }

    /// Pointers into git's objects, and all of them into the index at once with what the files look like; with them
    /// `others`, which are lines of `git update-index --index-info`, each ended by NUL.
    func write(_ files: [TakenFile.Pointer], and others: [UInt8] = [], top: String) throws {
        if files.isEmpty, others.isEmpty { return }
        let blobs: [UInt8] = files.reduce(into: []) { $0 += $1.fastImport }
        // Without this, git's C library gives the memory for compressing back to the system after each blob, which
        // costs six times what compressing does.
        let keepsMemory = ["MALLOC_TRIM_THRESHOLD_": String(64 << 20)]
        try repository.gitChecked(["fast-import", "--quiet"], input: blobs, environment: keepsMemory)
        let entries: [UInt8] = files.reduce(into: others) { $0 += $1.indexInfo }
        try repository.gitChecked(["update-index", "--add", "--replace", "-z", "--index-info"], input: entries)
        guard repository.context.environment["GIT_INDEX_FILE"] == nil else { return }
        let stamps = files.filter { $0.stamp != nil }.map {
            JournalEntry(path: $0.path.bytes, blob: $0.blob, object: $0.object, placed: $0.stamp)
        }
        try CheckoutCompletion(
            gitDirectory: repository.gitDirectory, top: top, store: store, context: repository.context
        ).record(stamps)
    }
}
