package import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// What `git mlops fix` did; everything is staged, nothing committed.
package struct FixReport: Sendable {
    /// Contents in git that are pointers now.
    package internal(set) var converted: [RepoPath] = []
    /// Pointers whose paths are tracked now and that have their content.
    package internal(set) var tracked: [RepoPath] = []
    /// Files that were changed in the worktree and left alone.
    package internal(set) var changed: [RepoPath] = []

    package var isEmpty: Bool { converted.isEmpty && tracked.isEmpty && changed.isEmpty }
}

extension LargeFiles {
    /// Mends the index: contents at tracked paths become pointers, pointers at other paths become tracked files.
    package func fix() throws -> FixReport {
        var report = FixReport()
        let modified = Set(
            try repository.gitChecked(["diff", "--name-only", "--no-renames", "-z"]).output.split(separator: 0)
                .map { RepoPath(bytes: Array($0)) })
        let contents = try entriesWithContent().filter { $0.stage == 0 && !$0.isSkipped }.map(\.path)
        report.changed = contents.filter(modified.contains)
        report.converted = contents.filter { !modified.contains($0) }
        try renormalize(report.converted)
        let strays = try pointersAsContent()
        for file in strays { try trackLiterally(file.path) }
        report.tracked = strays.map(\.path)
        if !strays.isEmpty {
            _ = try? fetchMissing(strays.map(\.object))
            try repository.gitChecked(["add", "--", ".gitattributes"])
            _ = try checkout(strays.map { ":(top,literal)" + $0.path.description })
        }
        return report
    }

    /// git runs the clean filter on these files, and the filter knows by `--renormalize` that it shall convert.
    private func renormalize(_ paths: [RepoPath]) throws {
        if paths.isEmpty { return }
        try repository.gitChecked(
            ["add", "--renormalize", "--pathspec-from-file=-", "--pathspec-file-nul"],
            input: paths.flatMap { $0.bytes + [0] }, environment: ["GIT_LITERAL_PATHSPECS": "1"])
    }

    /// A line for this one path in `.gitattributes` at the top.
    private func trackLiterally(_ path: RepoPath) throws {
        let file = Paths.join(try workTree(), ".gitattributes")
        var attributes = AttributesFile(try Files.readIfPresent(file)?.asText ?? "")
        if attributes.track(AttributesFile.pattern(for: path.description)) {
            try Files.write(Array(attributes.text.utf8), to: file)
        }
    }
}
