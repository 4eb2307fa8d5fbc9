package import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// How a large file, or one that should be, stands.
package struct LargeFileChange: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case added, modified, deleted, typeChanged
    }

    package let kind: Kind
    package let path: RepoPath
    /// The size before and after; nil where there is no file, or where it is not a large file (then git holds it).
    package let before: Pointer?
    package let after: Pointer?
}

/// What `git mlops status` shows.
package struct LargeFileStatus: Sendable {
    /// Differences of the index from HEAD.
    package let staged: [LargeFileChange]
    /// Differences of the worktree from the index.
    package let unstaged: [LargeFileChange]
    /// Files of the index whose worktree file is still the pointer.
    package let unfilled: [LargeFile]
    /// Objects of commits that the git remote is not known to have; nil without a remote.
    package let unpushed: [LargeFile]?
}

extension LargeFiles {
    package func status() throws -> LargeFileStatus {
        let files = try indexFiles()
        let remote = try RemoteResolver(repository).defaultGitRemote()
        let unpushed = try remote.map { remote -> [LargeFile] in
            guard repository.resolveIfPresent("HEAD") != nil else { return [] }
            return try self.files(reachableFrom: ["HEAD"], notFrom: ["--not", "--remotes=\(remote)"])
        }
        return LargeFileStatus(
            staged: try stagedChanges(), unstaged: try unstagedChanges(files),
            unfilled: try files.keeping { file in
                try repository.workTree.map { try WorktreeFile(top: $0, path: file.path).holds(file.pointer) } ?? false
            },
            unpushed: unpushed)
    }

    private func stagedChanges() throws -> [LargeFileChange] {
        let base = repository.resolveIfPresent("HEAD")?.hex ?? Self.emptyTree
        let raw = try repository.gitChecked([
            "diff-index", "--cached", "--raw", "--no-renames", "--no-abbrev", "-z", base,
        ])
        return try changes(RawDifference.parse(raw.output))
    }

    /// `git diff` and not `diff-files`, which would take a file that was only touched for changed. A worktree file has
    /// no blob yet, so no size after.
    private func unstagedChanges(_ files: [LargeFile]) throws -> [LargeFileChange] {
        let differences = RawDifference.parse(
            try repository.gitChecked(["diff", "--raw", "--no-renames", "--no-abbrev", "-z"]).output)
        if differences.isEmpty { return [] }
        let changed = Set(differences.map(\.path))
        let pointers = Dictionary(files.lazy.filter { changed.contains($0.path) }.map { ($0.path, $0.pointer) }) {
            first, _ in first
        }
        return differences.compactMap { difference in
            guard let pointer = pointers[difference.path] else { return nil }
            return LargeFileChange(kind: difference.kind, path: difference.path, before: pointer, after: nil)
        }
    }

    private func changes(_ differences: [RawDifference]) throws -> [LargeFileChange] {
        let pointers = try parse(
            Array(Set(differences.flatMap { [$0.before, $0.after] })).filter { $0.hex != Self.noObject })
        return differences.compactMap { difference in
            let before = pointers[difference.before]?.pointer, after = pointers[difference.after]?.pointer
            if before == nil, after == nil { return nil }
            return LargeFileChange(kind: difference.kind, path: difference.path, before: before, after: after)
        }
    }

    private static let emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    private static let noObject = String(repeating: "0", count: 40)
}

/// A record of `git diff-index --raw -z`: `:MODE MODE ID ID LETTER NUL PATH NUL`.
struct RawDifference: Equatable {
    let before: ObjectID
    let after: ObjectID
    let kind: LargeFileChange.Kind
    let path: RepoPath
    /// Whether it is a regular file afterwards, not a link, a submodule or nothing.
    let isFile: Bool

    static func parse(_ output: [UInt8]) -> [RawDifference] {
        let fields = output.split(separator: 0)
        return stride(from: 0, to: fields.count - 1, by: 2).compactMap { index in
            let words = fields[index].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 5, let before = ObjectID(hex: words[2]), let after = ObjectID(hex: words[3]) else {
                return nil
            }
            let path = RepoPath(bytes: Array(fields[index + 1]))
            return RawDifference(
                before: before, after: after, kind: kind(words[4]), path: path, isFile: words[1].hasPrefix("100"))
        }
    }

    private static func kind(_ letter: String) -> LargeFileChange.Kind {
        switch letter.first {
        case "A": .added
        case "D": .deleted
        case "T": .typeChanged
        default: .modified
        }
    }
}
