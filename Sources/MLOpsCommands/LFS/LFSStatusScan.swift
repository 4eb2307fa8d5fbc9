internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTransfer

/// A difference, as `git lfs status` shows it.
struct LFSStatusEntry {
    /// git's letter: A, M, D, R, C or T.
    let letter: Character
    let path: RepoPath
    /// Where a renamed file was.
    let from: RepoPath?
    /// `LFS: 1234567`, `Git: 1234567`, `File: 1234567` or `File: deleted`.
    let before: String
    let after: String

    var concernsLFS: Bool { before.hasPrefix("LFS") || after.hasPrefix("LFS") }
}

/// The differences between HEAD, index and worktree, of all files: Git LFS shows those that git holds as well.
struct LFSStatusScan {
    private(set) var staged: [LFSStatusEntry] = []
    private(set) var unstaged: [LFSStatusEntry] = []
    private let files: LargeFiles

    init(_ files: LargeFiles) throws {
        self.files = files
        let repository = files.repository
        let base = repository.resolveIfPresent("HEAD")?.hex ?? "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
        let options = ["--raw", "--no-abbrev", "-z"]
        staged = try entries(
            repository.gitChecked(["diff-index", "--cached", "-M"] + options + [base]).output, isStaged: true)
        unstaged = try entries(repository.gitChecked(["diff-files"] + options).output, isStaged: false)
    }

    /// Records `:MODE MODE ID ID LETTER NUL PATH NUL [PATH NUL]`.
    private func entries(_ output: [UInt8], isStaged: Bool) throws -> [LFSStatusEntry] {
        var records: [(words: [String], paths: [RepoPath])] = []
        var fields = output.split(separator: 0)[...]
        while let head = fields.popFirst() {
            let words = head.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 5, let letter = words[4].first else { break }
            var paths: [RepoPath] = []
            for _ in 0..<(letter == "R" || letter == "C" ? 2 : 1) {
                if let path = fields.popFirst() { paths.append(RepoPath(bytes: Array(path))) }
            }
            if letter != "U", !paths.isEmpty { records.append((words, paths)) }
        }
        let blobs = records.flatMap { [$0.words[2], $0.words[3]] }.compactMap { ObjectID(hex: $0) }.filter {
            $0 != .zero
        }
        let pointers = try files.parse(Array(Set(blobs)))
        return try records.map { record in
            let path = record.paths[record.paths.count - 1]
            let letter = record.words[4].first ?? "M"
            return LFSStatusEntry(
                letter: letter, path: path, from: record.paths.count > 1 ? record.paths[0] : nil,
                before: try name(record.words[2], pointers),
                after: letter == "D" && !isStaged
                    ? "File: deleted"
                    : isStaged && letter != "D" ? try name(record.words[3], pointers) : try worktree(path))
        }.sorted { $0.path < $1.path }
    }

    private func name(_ blob: String, _ pointers: [ObjectID: Pointer.Parsed]) throws -> String {
        guard let id = ObjectID(hex: blob), id != .zero else { return "" }
        if let pointer = pointers[id]?.pointer { return "LFS: \(pointer.id.hex.prefix(7))" }
        let content = try files.repository.blob(id)
        // The empty file is its own pointer.
        if content.isEmpty { return "LFS: \(ContentHasher.object(of: []).id.hex.prefix(7))" }
        return "Git: \(ContentHasher.object(of: content).id.hex.prefix(7))"
    }

    private func worktree(_ path: RepoPath) throws -> String {
        guard let top = files.repository.workTree,
            let object = try WorktreeFile(top: top, path: path).object()
        else { return "File: deleted" }
        return "File: \(object.id.hex.prefix(7))"
    }
}
