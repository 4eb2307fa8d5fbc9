package import MLOpsCore
package import MLOpsGit
package import MLOpsPipeline

extension DVCContents {
    /// Those of a commit's tree.
    package convenience init(_ repository: Repository, tree: ObjectID) {
        self.init(root: repository.workTree ?? "") { path in
            guard let entry = try repository.entry(at: path, inTree: tree), [0o100644, 0o100755].contains(entry.mode)
            else { return nil }
            return try repository.blob(entry.id)
        } below: { path in
            try repository.files(below: RepoPath(path), inTree: tree, limit: WorktreeFiles.folderLimit)?
                .map(\.description)
        }
    }
}
