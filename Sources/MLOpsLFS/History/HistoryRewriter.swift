package import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTransfer

/// Rewrites commits, parents before children: each file through a function, and `.gitattributes` of the top by the
/// lines that go with what was changed. Where nothing changes, commits stay what they are.
package final class HistoryRewriter {
    /// What becomes of a file: another blob, and the lines of `.gitattributes` that it needs.
    package struct Change: Sendable {
        package let blob: ObjectID
        package let attributes: [String]

        package init(blob: ObjectID, attributes: [String]) {
            self.blob = blob
            self.attributes = attributes
        }
    }

    private struct Folder: Hashable {
        let tree: ObjectID
        let path: [UInt8]
    }

    private struct Rewritten {
        let tree: ObjectID
        let attributes: [String]
    }

    private let repository: Repository
    private let change: (RepoPath, TreeEntry) throws -> Change?
    /// The files of a commit that `change` is asked for; nil: all.
    private let isChosen: ((ObjectID) throws -> Set<RepoPath>)?
    private var chosen: Set<RepoPath>?
    private var folders: [Folder: Rewritten] = [:]
    /// Old to new, for every commit that was looked at.
    package private(set) var commits: [ObjectID: ObjectID] = [:]
    /// Old and new of those that changed, in the order of rewriting.
    package private(set) var changed: [(old: ObjectID, new: ObjectID)] = []

    /// `change` is asked for each file that is not git's own (`.gitattributes` and the like); nil leaves it.
    /// `isChosen` names the files of a commit that it is asked for, where that differs from commit to commit.
    package init(
        _ repository: Repository, isChosen: ((ObjectID) throws -> Set<RepoPath>)? = nil,
        change: @escaping (RepoPath, TreeEntry) throws -> Change?
    ) {
        self.repository = repository
        self.isChosen = isChosen
        self.change = change
    }

    /// Nothing is synced to the disk before all is written.
    package func rewrite(_ scope: MigrationScope) throws {
        try repository.writeTogether { try rewriteAll(scope) }
    }

    private func rewriteAll(_ scope: MigrationScope) throws {
        let listing = try repository.gitChecked(
            ["rev-list", "--topo-order", "--reverse"] + scope.refs + ["--not"] + scope.excluded)
        let ids = listing.text.split(separator: "\n").compactMap { ObjectID(hex: $0) }
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
        let folder = try rewrite(Folder(tree: tree, path: []))
        if folder.attributes.isEmpty { return folder.tree }
        var entries = try repository.tree(folder.tree)
        let name = Array(".gitattributes".utf8)
        let old = entries.first { $0.name == name }
        if let old, old.mode & 0o170000 != 0o100000 {
            throw Diagnostic.fatal("cannot rewrite history: .gitattributes is no file in one of the commits")
        }
        var text = try old.map { try repository.blob($0.id).asText } ?? ""
        let known = Set(text.split(separator: "\n").map(String.init))
        let missing = folder.attributes.filter { !known.contains($0) }
        if missing.isEmpty { return folder.tree }
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        text += missing.map { $0 + "\n" }.joined()
        entries.removeAll { $0.name == name }
        entries.append(TreeEntry(mode: 0o100644, name: name, id: try repository.writeBlob(Array(text.utf8))))
        return try repository.writeTree(entries)
    }

    private func rewrite(_ folder: Folder) throws -> Rewritten {
        if let known = folders[folder] { return known }
        var isChanged = false
        var attributes: [String] = []
        let entries = try repository.tree(folder.tree).map { entry -> TreeEntry in
            let path = folder.path.isEmpty ? entry.name : folder.path + [UInt8(ascii: "/")] + entry.name
            var id = entry.id
            if entry.isTree {
                let below = try rewrite(Folder(tree: entry.id, path: path))
                attributes += below.attributes
                id = below.tree
            } else if entry.mode & 0o170000 == 0o100000, !entry.name.starts(with: ".git".utf8),
                chosen?.contains(RepoPath(bytes: path)) ?? true, let change = try change(RepoPath(bytes: path), entry)
            {
                attributes += change.attributes
                id = change.blob
            }
            if id != entry.id { isChanged = true }
            return TreeEntry(mode: entry.mode, name: entry.name, id: id)
        }
        var seen: Set<String> = []
        let result = Rewritten(
            tree: isChanged ? try repository.writeTree(entries) : folder.tree,
            attributes: attributes.filter { seen.insert($0).inserted })
        folders[folder] = result
        return result
    }
}
