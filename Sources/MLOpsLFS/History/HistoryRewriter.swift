package import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTransfer

/// Rewrites commits, parents before children: each file through a function, and `.gitattributes` of the top by lines
/// that every commit gets. Where nothing changes, commits stay what they are.
package final class HistoryRewriter {
    /// What becomes of a file: another blob, and a line of `.gitattributes` for it.
    package struct Change: Sendable {
        package let blob: ObjectID
        package let attribute: String?

        package init(blob: ObjectID, attribute: String? = nil) {
            self.blob = blob
            self.attribute = attribute
        }
    }

    private struct Folder: Hashable {
        let tree: ObjectID
        let path: [UInt8]
    }

    private let repository: Repository
    private let change: (RepoPath, TreeEntry) throws -> Change?
    private let told: (ObjectID, RepoPath) -> Void
    private var current = ObjectID.zero
    /// The files of a commit that `change` is asked for; nil: all.
    private let isChosen: ((ObjectID) throws -> Set<RepoPath>)?
    private var chosen: Set<RepoPath>?
    private var folders: [Folder: ObjectID] = [:]
    /// Lines that commits get, those of changes in the order in which they were found: as Git LFS, a commit has those of
    /// all that were rewritten before it.
    private var lines: [String]
    private var known: Set<String> = []
    /// Old to new, for every commit that was looked at.
    package private(set) var commits: [ObjectID: ObjectID] = [:]
    /// Old and new of those that changed, in the order of rewriting.
    package private(set) var changed: [(old: ObjectID, new: ObjectID)] = []

    /// `change` is asked for each file that is not git's own (`.gitattributes` and the like); nil leaves it.
    /// `isChosen` names the files of a commit that it is asked for, where that differs from commit to commit. `lines` go
    /// into `.gitattributes` of every commit.
    package init(
        _ repository: Repository, lines: [String] = [], isChosen: ((ObjectID) throws -> Set<RepoPath>)? = nil,
        told: @escaping (ObjectID, RepoPath) -> Void = { _, _ in },
        change: @escaping (RepoPath, TreeEntry) throws -> Change?
    ) {
        self.repository = repository
        self.lines = lines
        self.isChosen = isChosen
        self.change = change
        self.told = told
    }

    /// Nothing is synced to the disk before all is written.
    package func rewrite(_ scope: MigrationScope) throws {
        try repository.writeTogether { try rewriteAll(scope) }
    }

    private func rewriteAll(_ scope: MigrationScope) throws {
        let ids = try scope.commits(of: repository)
        let objects = try ObjectProbe(repository)
        for (position, id) in ids.enumerated() {
            repository.context.reporter.progress("Rewriting commits", done: position, total: ids.count, bytes: nil)
            try rewrite(id, objects)
        }
        repository.context.reporter.endProgress()
    }

    private func rewrite(_ id: ObjectID, _ objects: ObjectProbe) throws {
        guard let bytes = objects.read(id)?.bytes, let commit = RawCommit(bytes[...]) else {
            throw Diagnostic.fatal("cannot rewrite commit '\(id)': it is damaged")
        }
        current = id
        if let isChosen {
            let paths = try isChosen(id)
            // What a folder became holds for the same choice only.
            if paths != chosen { folders = [:] }
            chosen = paths
        }
        let tree = try rewriteTop(commit.tree)
        let parents = commit.parents.map { commits[$0] ?? $0 }
        if tree == commit.tree, parents == commit.parents {
            commits[id] = id
            return
        }
        let new = try repository.writeRaw(commit: commit.bytes(tree: tree, parents: parents))
        commits[id] = new
        changed.append((id, new))
    }

    private func rewriteTop(_ tree: ObjectID) throws -> ObjectID {
        let top = try rewrite(Folder(tree: tree, path: []))
        if lines.isEmpty && isChosen == nil { return top }
        var entries = try repository.tree(top)
        let name = Array(".gitattributes".utf8)
        let old = entries.first { $0.name == name }
        if let old, old.mode & 0o170000 == 0o120000 {
            throw Diagnostic.fatal("migrate: expected '.gitattributes' to be a file, got a symbolic link")
        }
        if lines.isEmpty { return top }
        // As Git LFS writes it: each line once.
        let text = try old.map { try repository.blob($0.id).asText } ?? ""
        var theirs = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if theirs.last?.isEmpty ?? false { theirs.removeLast() }
        var seen: Set<String> = []
        let all = (theirs + lines).filter { seen.insert($0).inserted }
        let blob = try repository.writeBlob(Array(all.map { $0 + "\n" }.joined().utf8))
        if blob == old?.id, old?.mode == 0o100644 { return top }
        entries.removeAll { $0.name == name }
        entries.append(TreeEntry(mode: 0o100644, name: name, id: blob))
        return try repository.writeTree(entries)
    }

    private func rewrite(_ folder: Folder) throws -> ObjectID {
        if let known = folders[folder] { return known }
        var isChanged = false
        let entries = try repository.tree(folder.tree).map { entry -> TreeEntry in
            let path = folder.path.isEmpty ? entry.name : folder.path + [UInt8(ascii: "/")] + entry.name
            var id = entry.id
            if entry.isTree {
                id = try rewrite(Folder(tree: entry.id, path: path))
            } else if entry.mode & 0o170000 == 0o100000, !entry.name.starts(with: ".git".utf8),
                chosen?.contains(RepoPath(bytes: path)) ?? true, let change = try change(RepoPath(bytes: path), entry)
            {
                if let line = change.attribute, known.insert(line).inserted { lines.append(line) }
                told(current, RepoPath(bytes: path))
                id = change.blob
            }
            if id != entry.id { isChanged = true }
            return TreeEntry(mode: entry.mode, name: entry.name, id: id)
        }
        let result = isChanged ? try repository.writeTree(entries) : folder.tree
        folders[folder] = result
        return result
    }
}
