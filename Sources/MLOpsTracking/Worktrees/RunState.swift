package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsLog
internal import MLOpsSystem

/// The files as a run left them, brought back.
package struct RunState {
    private let store: RunStore
    private let record: RunRecord
    private let end: ObjectID
    private var repository: Repository { store.repository }

    /// Throws a sentence when the run's last state is not here.
    package init(_ record: RunRecord, in store: RunStore) throws {
        self.store = store
        self.record = record
        guard let end = record.endTree.flatMap({ ObjectID(hex: $0) }) else {
            throw Diagnostic.fatal(
                "run '\(RunName.short(record.id))' has no final state: it \(Self.reason(record.status))")
        }
        guard store.repository.hasObject(end) else {
            throw Diagnostic.fatal(
                "the files of run '\(RunName.short(record.id))' are not in this clone", hint: "git mlops sync")
        }
        self.end = end
    }

    private static func reason(_ status: RunRecord.Status) -> String {
        status.isTerminal ? "was killed, or recorded without snapshots" : "has not ended"
    }

    /// A commit with the run's files on top of where it began; the run is attached to it by its tree.
    package func commit() throws -> ObjectID {
        let base = record.base.flatMap { ObjectID(hex: $0) }.flatMap { repository.hasObject($0) ? $0 : nil }
        let name = record.name.isEmpty ? RunName.short(record.id) : record.name
        let id = try repository.writeCommit(
            tree: end, parents: base.map { [$0] } ?? [],
            message:
                "run \(name)\n\nRun: \(RunName.short(record.id))\nCommand: \(record.command.joined(separator: " "))\n",
            author: try repository.signature(), time: repository.context.now() / 1000)
        try RunAttacher.attach([id], in: store)
        try NotesProjection.update([id], in: store)
        return id
    }

    /// Makes the branch `name`, which must not exist.
    package func branch(_ name: String) throws -> ObjectID {
        guard try repository.git(["check-ref-format", "--branch", name]).status.isSuccess, !name.hasPrefix("@{") else {
            throw Diagnostic.fatal("'\(name)' is not a valid branch name")
        }
        let reference = "refs/heads/\(name)"
        guard repository.reference(reference) == nil else {
            throw Diagnostic.fatal("a branch named '\(name)' already exists")
        }
        let commit = try commit()
        guard try repository.updateReference(reference, to: commit, expecting: nil, message: "branch: from a run")
        else {
            throw Diagnostic.fatal("a branch named '\(name)' already exists")
        }
        return commit
    }

    /// Makes a new worktree at `path` that holds the run's files.
    package func checkout(at path: String) throws {
        guard !Files.exists(path) else { throw Diagnostic.fatal("'\(path)' already exists") }
        try repository.gitChecked(["worktree", "add", "--quiet", "--detach", path, try commit().hex])
    }

    /// Brings what the run changed into the worktree; the paths. Nothing is written when a file was changed there as
    /// well, unless `isForced`. The index stays as it is.
    package func apply(isForced: Bool) throws -> [RepoPath] {
        guard let top = repository.workTree, let now = try Snapshot.take(repository)?.tree else {
            throw Diagnostic.fatal("this operation must be run in a work tree whose snapshots are recorded")
        }
        let base = try base()
        let paths = try changedPaths(from: base)
        var wanted: [RepoPath] = []
        var conflicts: [RepoPath] = []
        for path in paths {
            let here = try repository.entry(at: path, inTree: now)?.id
            let there = try repository.entry(at: path, inTree: end)?.id
            let before = try repository.entry(at: path, inTree: base)?.id
            let isOutside = here == nil && Files.exists(Paths.join(top, path.bytes.asText))
            if here == there, !isOutside { continue }
            wanted.append(path)
            if here != before || (isOutside && before == nil) { conflicts.append(path) }
        }
        if let first = conflicts.first, !isForced {
            let more = conflicts.count > 1 ? " and \(conflicts.count - 1) more" : ""
            throw Diagnostic.fatal(
                "'\(first.quoted())'\(more) changed here as well; nothing was applied",
                hint: "--force takes the run's, 'git mlops runs checkout' makes another worktree of them")
        }
        try write(wanted, top: top)
        return wanted
    }

    private func base() throws -> ObjectID {
        if let base = record.base.flatMap({ ObjectID(hex: $0) }), repository.hasObject(base) {
            return try repository.commit(base).tree
        }
        guard let start = record.startTree.flatMap({ ObjectID(hex: $0) }), repository.hasObject(start) else {
            throw Diagnostic.fatal("where the run began is not in this clone")
        }
        return start
    }

    private func changedPaths(from base: ObjectID) throws -> [RepoPath] {
        try repository.gitChecked(["diff-tree", "-r", "-z", "--name-only", "--no-renames", base.hex, end.hex]).output
            .split(separator: 0).map { RepoPath(bytes: Array($0)) }
    }

    private func write(_ paths: [RepoPath], top: String) throws {
        let gone = try paths.filter { try repository.entry(at: $0, inTree: end) == nil }
        let kept = Set(paths).subtracting(gone).sorted()
        if !kept.isEmpty {
            try repository.gitChecked(
                [
                    "restore", "--source=\(end.hex)", "--worktree", "--ignore-skip-worktree-bits",
                    "--pathspec-from-file=-", "--pathspec-file-nul",
                ], input: kept.flatMap { $0.bytes + [0] }, environment: ["GIT_LITERAL_PATHSPECS": "1"])
        }
        for path in gone { try Files.remove(Paths.join(top, path.bytes.asText)) }
    }
}
