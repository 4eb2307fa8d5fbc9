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
        guard let candidates = try AddCandidates(self, pathspecs, isUpdate: isUpdate), !candidates.needGit,
            let report = try add(candidates, top: top)
        else { return try addByGit(pathspecs, isUpdate: isUpdate) }
        return report
    }

    /// So many files are worked on at once.
    private static let addedTogether = 4096

    /// Nil when `git add` itself has to do it; nothing has changed in the index, then.
    private func add(_ candidates: AddCandidates, top: String) throws -> AddReport? {
        var report = AddReport()
        var others = candidates.others
        var writing = PointerWriting(self, top: top, count: candidates.large.count)
        defer { reporter.endProgress() }
        for start in stride(from: 0, to: candidates.large.count, by: Self.addedTogether) {
            let end = min(start + Self.addedTogether, candidates.large.count)
            let files = take(candidates.large[start..<end], top: top)
            if let failure = files.lazy.compactMap(\.failure).first { throw failure }
            others += files.filter(\.isOther).map(\.path)
            let pointers = files.compactMap(\.pointer)
            try writing.add(pointers)
            report.added += pointers.count
            report.bytes += pointers.reduce(0) { $0 + ($1.stamp?.size ?? 0) }
        }
        guard try addOthers(others) else { return nil }
        try writing.finish()
        return report
    }

    /// git's own words and exit code, for what is unusual: nothing matches, or a path is ignored.
    private func addByGit(_ pathspecs: [String], isUpdate: Bool) throws -> AddReport {
        let result = try repository.git(["add"] + (isUpdate ? ["-u"] : []) + ["--"] + pathspecs)
        for line in result.errors.asText.split(separator: "\n") { reporter.note(String(line)) }
        return AddReport(status: result.status.shellCode)
    }

    private func take(_ files: ArraySlice<AddCandidates.Large>, top: String) -> [TakenFile] {
        Workers.map(files.count, workers: Workers.processors) {
            Result { try FileTaker(top: top, store: store) }
        } _: { taker, position in
            let file = files[files.startIndex + position]
            do {
                return try taker.get().take(file)
            } catch {
                return TakenFile(path: file.path, failure: Diagnostic(describing: error))
            }
        }
    }

    /// What is not a large file: git stores it, or takes it out of the index when it is gone. False when it cannot: a
    /// file whose folder has become a symbolic link is gone for `git add` only.
    private func addOthers(_ paths: [RepoPath]) throws -> Bool {
        if paths.isEmpty { return true }
        let input: [UInt8] = paths.flatMap { $0.bytes + [0] }
        let command = ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"]
        return try repository.git(command, input: input).status.isSuccess
    }

    /// Pointers into git's objects, and all of them into the index at once with what the files look like; with them
    /// `others`, which are lines of `git update-index --index-info`, each ended by NUL.
    func write(_ files: [TakenFile.Pointer], and others: [UInt8] = [], top: String) throws {
        var writing = PointerWriting(self, top: top, count: files.count)
        try writing.add(files)
        try writing.finish(and: others)
    }
}
