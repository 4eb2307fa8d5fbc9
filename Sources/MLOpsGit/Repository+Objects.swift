internal import CGit2
internal import Glibc
package import MLOpsCore
internal import MLOpsSystem

/// A commit as far as this program needs it.
package struct Commit: Sendable, Equatable {
    package let id: ObjectID
    package let tree: ObjectID
    package let parents: [ObjectID]
    package let message: String
    /// Seconds since 1970 UTC.
    package let committedSeconds: Int64
}

/// One line of a tree object.
package struct TreeEntry: Sendable, Equatable {
    /// 0o100644, 0o100755, 0o120000, 0o40000 or 0o160000.
    package let mode: UInt32
    package let name: [UInt8]
    package let id: ObjectID

    package init(mode: UInt32, name: [UInt8], id: ObjectID) {
        self.mode = mode
        self.name = name
        self.id = id
    }

    package var isTree: Bool { mode == 0o40000 }
}

extension Repository {
    /// The object that `revision` names, peeled to a commit.
    package func resolve(_ revision: String) throws(GitError) -> ObjectID {
        if let id = resolveIfPresent(revision) { return id }
        throw GitError(.badRevision, "bad revision '\(revision)'")
    }

    /// As ``resolve(_:)``, nil when there is no such commit.
    package func resolveIfPresent(_ revision: String) -> ObjectID? {
        guard !revision.isEmpty, !revision.hasPrefix("-") else { return nil }
        if revision.hasSuffix("@"), revision != "@" {
            // libgit2 takes `anything@` for HEAD; a branch may be called so.
            let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"]
            guard let found = try? git(asked), found.status.isSuccess else { return nil }
            return ObjectID(hex: String(decoding: found.output.prefix { $0 != 0x0a }, as: UTF8.self))
        }
        return try? withHandle { handle throws(GitError) in
            var object: OpaquePointer?
            guard git_revparse_single(&object, handle, revision) == 0 else { return nil }
            defer { git_object_free(object) }
            var peeled: OpaquePointer?
            guard git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0 else { return nil }
            defer { git_object_free(peeled) }
            return ObjectID(git_object_id(peeled).pointee)
        }
    }

    /// Whether the object is in this repository (a partial clone may lack it).
    package func hasObject(_ id: ObjectID) -> Bool {
        let found = try? withHandle { handle throws(GitError) in
            var database: OpaquePointer?
            guard git_repository_odb(&database, handle) == 0 else { return false }
            defer { git_odb_free(database) }
            var raw = id.raw
            return git_odb_exists(database, &raw) == 1
        }
        return found ?? false
    }

    package func commit(_ id: ObjectID) throws(GitError) -> Commit {
        try withObject(id) { handle throws(GitError) in
            var commit: OpaquePointer?
            var raw = id.raw
            let result = git_commit_lookup(&commit, handle, &raw)
            guard result == 0, let commit else { throw .last("cannot read commit '\(id)'", result: result) }
            defer { git_commit_free(commit) }
            return Commit(
                id: id, tree: ObjectID(git_commit_tree_id(commit).pointee),
                parents: (0..<git_commit_parentcount(commit)).map {
                    ObjectID(git_commit_parent_id(commit, $0).pointee)
                },
                message: String(cString: git_commit_message(commit)), committedSeconds: git_commit_time(commit))
        }
    }

    package func blob(_ id: ObjectID) throws(GitError) -> [UInt8] {
        try withObject(id) { handle throws(GitError) in
            var blob: OpaquePointer?
            var raw = id.raw
            let result = git_blob_lookup(&blob, handle, &raw)
            guard result == 0, let blob else { throw .last("cannot read blob '\(id)'", result: result) }
            defer { git_blob_free(blob) }
            let size = Int(git_blob_rawsize(blob))
            return Array(UnsafeRawBufferPointer(start: git_blob_rawcontent(blob), count: size))
        }
    }

    package func tree(_ id: ObjectID) throws(GitError) -> [TreeEntry] {
        try withTree(id) { tree in
            (0..<git_tree_entrycount(tree)).map { Self.entry(git_tree_entry_byindex(tree, $0)) }
        }
    }

    private func withTree<R>(_ id: ObjectID, _ body: (OpaquePointer) -> R) throws(GitError) -> R {
        try withObject(id) { handle throws(GitError) in
            var tree: OpaquePointer?
            var raw = id.raw
            let result = git_tree_lookup(&tree, handle, &raw)
            guard result == 0, let tree else { throw .last("cannot read tree '\(id)'", result: result) }
            defer { git_tree_free(tree) }
            return body(tree)
        }
    }

    private static func entry(_ entry: OpaquePointer?) -> TreeEntry {
        let name = UnsafeBufferPointer(
            start: git_tree_entry_name(entry), count: strlen(git_tree_entry_name(entry)))
        return TreeEntry(
            mode: git_tree_entry_filemode(entry).rawValue, name: name.map(UInt8.init(bitPattern:)),
            id: ObjectID(git_tree_entry_id(entry).pointee))
    }

    /// The entry at `path` below `tree`; nil when there is none.
    package func entry(at path: RepoPath, inTree tree: ObjectID) throws(GitError) -> TreeEntry? {
        var current = tree
        let parts = path.bytes.split(separator: UInt8(ascii: "/"))
        for (index, part) in parts.enumerated() {
            let name = part.map(CChar.init(bitPattern:)) + [0]
            let found = try withTree(current) { git_tree_entry_byname($0, name).map(Self.entry) }
            guard let found else { return nil }
            if index == parts.count - 1 { return found }
            guard found.isTree else { return nil }
            current = found.id
        }
        return nil
    }

    /// The paths of the files below the folder at `path`, sorted, at most about `limit`; nil when it is no folder.
    /// Submodules are none.
    package func files(below path: RepoPath, inTree tree: ObjectID, limit: Int) throws(GitError) -> [RepoPath]? {
        guard let entry = try entry(at: path, inTree: tree), entry.isTree else { return nil }
        var found: [RepoPath] = []
        var folders = [(path.bytes, entry.id)]
        while let (folder, id) = folders.popLast(), found.count < limit {
            for entry in try self.tree(id) {
                let path = folder + [UInt8(ascii: "/")] + entry.name
                if entry.isTree {
                    folders.append((path, entry.id))
                } else if entry.mode != 0o160000 {
                    found.append(RepoPath(bytes: path))
                }
            }
        }
        return found.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// The bytes of the file at `path` below `tree`; nil when there is none or it is a folder.
    package func blob(at path: RepoPath, inTree tree: ObjectID) throws(GitError) -> [UInt8]? {
        guard let entry = try entry(at: path, inTree: tree), !entry.isTree, entry.mode != 0o160000 else { return nil }
        return try blob(entry.id)
    }
}
