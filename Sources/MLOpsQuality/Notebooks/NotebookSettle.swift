package import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// Tells git that notebooks whose outputs alone changed are unchanged. git trusts a file's size before its content,
/// so that after every run they are ` M` in `git status` with an empty diff, and block pulls.
package enum NotebookSettle {
    package struct Outcome: Sendable {
        /// git takes them for unchanged now.
        package var settled: [RepoPath] = []
        /// These differ in more than outputs.
        package var changed: [RepoPath] = []
    }

    /// Settles the notebooks below `paths` (relative to the top; none: all) that a filter converts. Nothing is staged:
    /// each entry of the index keeps its blob, and git itself compares it with what the filter makes of the file.
    package static func settle(_ repository: Repository, paths: [String] = []) throws -> Outcome {
        var outcome = Outcome()
        guard mayBeTouched(repository) else { return outcome }
        let touched = try touched(repository, paths)
        guard !touched.isEmpty else { return outcome }
        let attributes = try CheckAttributes(repository, ofWorkingFiles: touched.map(\.path))
        let candidates = touched.filter { attributes[$0.path].filter != nil }
        guard !candidates.isEmpty else { return outcome }
        // An entry without a size makes git look at the content.
        let records: [UInt8] = candidates.flatMap { file -> [UInt8] in
            Array("\(file.mode) \(file.id)\t".utf8) + file.path.bytes + [0]
        }
        try repository.gitChecked(["update-index", "-z", "--index-info"], input: records)
        _ = try repository.git(["update-index", "-q", "--refresh"])
        let left = Set(try self.touched(repository, paths).map(\.path))
        for file in candidates {
            if left.contains(file.path) { outcome.changed.append(file.path) } else { outcome.settled.append(file.path) }
        }
        return outcome
    }

    /// Whether any notebook is not as git last saw it. Looking saves a process, in which git also runs the filter over
    /// notebooks that are as young as its index.
    private static func mayBeTouched(_ repository: Repository) -> Bool {
        guard let entries = repository.indexEntries(), let top = repository.workTree else { return true }
        return entries.contains { entry in
            guard entry.stage == 0, !entry.isIgnored, isNotebook(entry.path) else { return false }
            guard let name = String(validating: entry.path.bytes, as: UTF8.self) else { return true }
            return Files.info(Paths.join(top, name)).map { !entry.matches($0) } ?? false
        }
    }

    private static func isNotebook(_ path: RepoPath) -> Bool {
        let name = path.description.lowercased()
        return name.hasSuffix(".ipynb") || name.hasSuffix(".zpln")
    }

    /// Notebooks that git holds for possibly changed.
    private static func touched(_ repository: Repository, _ paths: [String]) throws -> [ChangedFile] {
        let scope = paths.isEmpty ? [":(top)*.ipynb", ":(top)*.zpln"] : paths.map { ":(top,literal)" + $0 }
        let command = ["diff-files", "-z", "--diff-filter=M", "--ignore-submodules", "--"]
        let fields = try repository.gitChecked(command + scope).output.split(separator: 0)
        return stride(from: 0, to: fields.count - 1, by: 2).compactMap { index in
            let words = String(decoding: fields[index].dropFirst(), as: UTF8.self).split(separator: " ")
            guard words.count == 5, let id = ObjectID(hex: words[2]) else { return nil }
            let file = ChangedFile(path: RepoPath(bytes: Array(fields[index + 1])), mode: String(words[0]), id: id)
            return file.isFile && file.hasExtension("ipynb", "zpln") ? file : nil
        }
    }
}
