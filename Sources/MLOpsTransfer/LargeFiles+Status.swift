package import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// How a large file, or one that should be, stands.
package struct LargeFileChange: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case added, modified, deleted, typeChanged
        /// In a conflict.
        case unmerged
    }

    package let kind: Kind
    package let path: RepoPath
    /// The content before and after; nil where there is no file, or where it is not a large file (then git holds it).
    package let before: LargeObject?
    package let after: LargeObject?
}

/// What `git mlops status` shows.
package struct LargeFileStatus: Sendable {
    /// Differences of the index from HEAD.
    package let staged: [LargeFileChange]
    /// Differences of the worktree from the index.
    package let unstaged: UnstagedChanges
    /// Files of the index whose worktree file is still the pointer.
    package let unfilled: [LargeFile]
    /// Objects of commits that the git remote is not known to have; nil without a remote.
    package let unpushed: [LargeFile]?
}

extension LargeFiles {
    package func status() throws -> LargeFileStatus {
        var unstaged = try changedFiles()
        var unfilled: [LargeFile] = []
        try forEachIndexFile { file in
            unstaged.note(file)
            guard let top = repository.workTree else { return }
            if try WorktreeFile(top: top, path: file.path).holds(file.pointer) { unfilled.append(file) }
        }
        unstaged.finish()
        return LargeFileStatus(
            staged: try stagedChanges(), unstaged: unstaged, unfilled: unfilled, unpushed: try unpushedFiles())
    }

    private func unpushedFiles() throws -> [LargeFile]? {
        guard let remote = try RemoteResolver(repository).defaultGitRemote() else { return nil }
        guard repository.resolveIfPresent("HEAD") != nil else { return [] }
        return try files(reachableFrom: ["HEAD"], notFrom: ["--not", "--remotes=\(remote)"])
    }

    private func stagedChanges() throws -> [LargeFileChange] {
        let base = repository.resolveIfPresent("HEAD")?.hex ?? Self.emptyTree
        var result: [LargeFileChange] = []
        var batch: [RawDifference] = []
        try RawDifference.forEach(["diff-index", "--cached"], [base], repository) { difference in
            if difference.kind == .unmerged { return }
            batch.append(difference)
            if batch.count < Self.readTogether { return }
            result += try changes(batch)
            batch.removeAll(keepingCapacity: true)
        }
        return try result + changes(batch)
    }

    /// Files of the worktree that differ from the index, by their contents: one that was only touched does not.
    ///
    /// `git status` says so of any number of files in little memory; `git diff` keeps all of them, 14 KiB each.
    private func changedFiles() throws -> UnstagedChanges {
        var changed = UnstagedChanges()
        try repository.gitRecords(
            ["status", "--porcelain=v2", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=all"]
        ) { record in
            // 1 XY SUB MODE MODE MODE ID ID PATH, and of a conflict u XY SUB MODE MODE MODE MODE ID ID ID PATH
            let isUnmerged = record.first == UInt8(ascii: "u")
            let fields = isUnmerged ? 11 : 9
            let words = record.split(separator: 0x20, maxSplits: fields - 1, omittingEmptySubsequences: false)
            guard isUnmerged || record.first == UInt8(ascii: "1"), words.count == fields, let path = words.last,
                let letter = words[1].last, letter != UInt8(ascii: ".")
            else { return }
            changed.append(isUnmerged ? .unmerged : RawDifference.kind(letter), RepoPath(bytes: Array(path)))
        }
        return changed
    }

    private func changes(_ differences: [RawDifference]) throws -> [LargeFileChange] {
        let pointers = try parse(
            Array(Set(differences.flatMap { [$0.before, $0.after] })).filter { $0.hex != Self.noObject })
        return differences.compactMap { difference in
            let before = pointers[difference.before]?.pointer.object
            let after = pointers[difference.after]?.pointer.object
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

    /// Those that a command of git's prints, one after the other.
    static func forEach(
        _ command: [String], _ arguments: [String], _ repository: Repository,
        _ body: (RawDifference) throws -> Void
    ) throws {
        var fields: ArraySlice<UInt8>?
        try repository.gitRecords(command + ["--raw", "--no-renames", "--no-abbrev", "-z"] + arguments) { record in
            guard let head = fields else {
                fields = ArraySlice(Array(record))
                return
            }
            fields = nil
            if let difference = RawDifference(head, path: record) { try body(difference) }
        }
    }

    private init?(_ fields: ArraySlice<UInt8>, path: ArraySlice<UInt8>) {
        let words = fields.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 5, let before = ObjectID(hex: words[2]), let after = ObjectID(hex: words[3]) else {
            return nil
        }
        (self.before, self.after) = (before, after)
        self.path = RepoPath(bytes: Array(path))
        kind = Self.kind(words[4].utf8.first)
        isFile = words[1].hasPrefix("100")
    }

    static func kind(_ letter: UInt8?) -> LargeFileChange.Kind {
        switch letter {
        case UInt8(ascii: "A"): .added
        case UInt8(ascii: "D"): .deleted
        case UInt8(ascii: "T"): .typeChanged
        case UInt8(ascii: "U"): .unmerged
        default: .modified
        }
    }
}
