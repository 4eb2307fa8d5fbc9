internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// What a checkout of large files did.
package struct CheckoutReport: Sendable {
    /// Files that had a pointer and have their content now.
    package internal(set) var filled: [LargeFile] = []
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
        let entries = try indexEntries(paths).filter { $0.stage == 0 && !$0.isSkipped }
        let executable = Set(entries.filter { $0.mode & 0o111 != 0 }.map(\.path))
        var report = CheckoutReport()
        try Files.makeDirectories(store.temporaryDirectory)
        let files = try files(among: entries)
        for file in files {
            let target = WorktreeFile(top: top, path: file.path)
            guard try target.holds(file.pointer, orIsMissing: !paths.isEmpty) else { continue }
            guard let source = file.pointer.size == 0 ? "/dev/null" : store.locate(file.object) else {
                report.missing.append(file)
                continue
            }
            try target.replace(
                withContentsOf: source, size: file.pointer.size, executable: executable.contains(file.path),
                by: store.temporaryDirectory)
            report.filled.append(file)
            reporter.progress("Checking out data", done: report.filled.count, total: nil, bytes: nil)
        }
        reporter.endProgress()
        let unsettled = try unsettledFiles(files, top: top)
        try refreshIndex(report.filled.map(\.path) + unsettled)
        return report
    }

    /// Files that hold their content and that git takes for changed: a checkout that was killed filled them in and
    /// could not tell the index. Content decides, so a change of the user's is never staged.
    private func unsettledFiles(_ files: [LargeFile], top: String) throws -> [RepoPath] {
        let listing = try repository.gitChecked(["diff-files", "--raw", "--no-renames", "--no-abbrev", "-z"]).output
        let changed = Set(RawDifference.parse(listing).map(\.path))
        return try files.filter { file in
            try changed.contains(file.path) && WorktreeFile(top: top, path: file.path).holdsContent(of: file.object)
        }.map(\.path)
    }

    /// Has git look at the files again. By name: to a mere refresh a file of another size is a changed file.
    private func refreshIndex(_ paths: [RepoPath]) throws {
        if paths.isEmpty { return }
        var input: [UInt8] = []
        for path in paths { input += path.bytes + [0] }
        try repository.gitChecked(["update-index", "-q", "-z", "--stdin"], input: input)
    }
}
