internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTransfer

/// A difference, as `git lfs status` shows it.
struct LFSStatusEntry {
    /// git's letter: A, M, D, R, C or T. What `before` tells of an added file is that file.
    let letter: Character
    let path: RepoPath
    /// Where a renamed file was.
    let from: RepoPath?
    /// `LFS: 1234567`, `Git: 1234567`, `File: 1234567` or `File: deleted`.
    let before: String
    let after: String

    var concernsLFS: Bool { before.hasPrefix("LFS") }
}

/// The differences of index and worktree from HEAD, of all files: Git LFS shows those that git holds as well. What
/// differs in both counts as staged.
struct LFSStatusScan {
    private(set) var staged: [LFSStatusEntry] = []
    private(set) var unstaged: [LFSStatusEntry] = []
    private let files: LargeFiles

    init(_ files: LargeFiles) throws {
        self.files = files
        let repository = files.repository
        let base = repository.resolveIfPresent("HEAD")?.hex ?? "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
        let command = ["diff-index", "-M", "--raw", "--no-abbrev", "-z"]
        let inIndex = try records(repository.gitChecked(command + ["--cached", base]).output)
        let inWorktree = try records(repository.gitChecked(command + [base]).output)
        let seen = Set(inIndex.map(\.key))
        staged = try entries(inIndex)
        unstaged = try entries(inWorktree.filter { !seen.contains($0.key) })
    }

    private struct Record {
        let letter: Character
        let blobs: [String]
        let paths: [RepoPath]

        var key: [String] { blobs + [paths[paths.count - 1].quoted()] }
    }

    /// Records `:MODE MODE ID ID LETTER NUL PATH NUL [PATH NUL]`.
    private func records(_ output: [UInt8]) -> [Record] {
        var records: [Record] = []
        var fields = output.split(separator: 0)[...]
        while let head = fields.popFirst() {
            let words = head.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 5, let letter = words[4].first else { break }
            var paths: [RepoPath] = []
            for _ in 0..<(letter == "R" || letter == "C" ? 2 : 1) {
                if let path = fields.popFirst() { paths.append(RepoPath(bytes: Array(path))) }
            }
            if letter != "U", !paths.isEmpty {
                records.append(Record(letter: letter, blobs: Array(words[2...3]), paths: paths))
            }
        }
        return records
    }

    private func entries(_ records: [Record]) throws -> [LFSStatusEntry] {
        let blobs = Set(records.flatMap(\.blobs).compactMap { ObjectID(hex: $0) }.filter { $0 != .zero })
        let objects = try ObjectProbe(files.repository)
        let present = blobs.filter { objects.has($0) }
        let pointers = try files.parse(Array(present))
        return try records.map { record in
            let path = record.paths[record.paths.count - 1]
            let old = ObjectID(hex: record.blobs[0]) == .zero ? record.blobs[1] : record.blobs[0]
            return LFSStatusEntry(
                letter: record.letter, path: path, from: record.paths.count > 1 ? record.paths[0] : nil,
                before: try state(old, record.paths[0], present, pointers),
                after: try state(record.blobs[1], path, present, pointers))
        }
    }

    private func state(
        _ blob: String, _ path: RepoPath, _ present: Set<ObjectID>, _ pointers: [ObjectID: Pointer.Parsed]
    ) throws -> String {
        if let id = ObjectID(hex: blob), id != .zero, !present.contains(id) { return "?: <missing>" }
        if let name = try name(blob, pointers) { return name }
        return try worktree(path)
    }

    /// Nil for what is not in git's objects but in the worktree.
    private func name(_ blob: String, _ pointers: [ObjectID: Pointer.Parsed]) throws -> String? {
        guard let id = ObjectID(hex: blob), id != .zero else { return nil }
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
