package import MLOpsCore

extension Repository {
    /// The folders of a tree that hold a file of one of those names, parents before children; "" is the top.
    package func folders(holding names: [String], inTree tree: ObjectID) throws(GitError) -> [RepoPath] {
        let wanted = Set(names.map { Array($0.utf8) })
        var found: [RepoPath] = []
        var folders: [(path: [UInt8], id: ObjectID)] = [([], tree)]
        while let (folder, id) = folders.popLast() {
            var inner: [(path: [UInt8], id: ObjectID)] = []
            var holds = false
            for entry in try self.tree(id) {
                if entry.isTree {
                    let path = folder.isEmpty ? entry.name : folder + [UInt8(ascii: "/")] + entry.name
                    inner.append((path, entry.id))
                } else if entry.mode != 0o160000, wanted.contains(entry.name) {
                    holds = true
                }
            }
            if holds { found.append(RepoPath(bytes: folder)) }
            folders += inner.reversed()
        }
        return found
    }
}
