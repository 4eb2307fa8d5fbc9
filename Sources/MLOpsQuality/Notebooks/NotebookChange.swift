package import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// A notebook in two versions.
package struct NotebookChange: Sendable {
    package let path: RepoPath
    /// Empty: it is not there.
    package let before: [UInt8]
    package let after: [UInt8]

    /// Notebooks that differ, as `git diff` with these revisions (none: index and worktree; one: that and the
    /// worktree; two) and, with `cached`, the index in the worktree's place. `paths` are relative to the top; none means
    /// all.
    package static func list(
        _ repository: Repository, revisions: [String], cached: Bool, paths: [String]
    ) throws -> [NotebookChange] {
        let options = ["diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules"]
        let command = options + (cached ? ["--cached"] : []) + revisions + ["--"]
        let output = try repository.gitChecked(command + paths.map { ":(top,literal)" + $0 }).output
        let fields = output.split(separator: 0)
        return try stride(from: 0, to: fields.count - 1, by: 2).compactMap { index in
            let words = String(decoding: fields[index].dropFirst(), as: UTF8.self).split(separator: " ")
            let path = RepoPath(bytes: Array(fields[index + 1]))
            guard words.count == 5, isNotebook(path), words[0...1].allSatisfy({ $0 == "000000" || $0.hasPrefix("100") })
            else { return nil }
            return NotebookChange(
                path: path, before: try content(words[0], words[2], path, repository),
                after: try content(words[1], words[3], path, repository))
        }
    }

    private static func isNotebook(_ path: RepoPath) -> Bool {
        path.bytes.suffix(6).elementsEqual(".ipynb".utf8)
    }

    /// A blob, or the working file where git names none.
    private static func content(
        _ mode: Substring, _ hex: Substring, _ path: RepoPath, _ repository: Repository
    ) throws -> [UInt8] {
        if mode == "000000" { return [] }
        if let id = ObjectID(hex: hex), hex.contains(where: { $0 != "0" }) { return try repository.blob(id) }
        guard let top = repository.workTree else { return [] }
        return try Files.readIfPresent(Paths.join(top, path.description)) ?? []
    }
}
