package import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
package import MLOpsTransfer

/// Converts files of the current branch in a commit of its own (`git lfs migrate import --no-rewrite`).
package struct PointerCommit {
    /// No attribute says that the file is to be a pointer.
    package struct NotTracked: Error {
        package let path: RepoPath
    }

    private let files: LargeFiles

    package init(_ files: LargeFiles) {
        self.files = files
    }

    /// Files that are pointers already stay what they are.
    package func make(_ paths: [RepoPath], message: String) throws {
        let repository = files.repository
        let names = try files.filterNames()
        let filters = try files.filters(of: paths)
        if let path = paths.first(where: { !(filters[$0].map(names.contains) ?? false) }) {
            throw NotTracked(path: path)
        }
        let head = try repository.gitChecked(["rev-parse", "HEAD"]).text
        let index = "\(repository.gitDirectory)/\(files.store.makeTemporaryName())"
        let environment = ["GIT_INDEX_FILE": index]
        defer { try? Files.remove(index) }
        try repository.gitChecked(["read-tree", "HEAD"], environment: environment)
        let entries = try files.treeEntries(of: "HEAD").filter { paths.contains($0.path) && $0.isFile }
        if let path = paths.first(where: { path in !entries.contains { $0.path == path } }) {
            throw Diagnostic.fatal("cannot convert \(path.shown): it is not in the current commit")
        }
        var lines: [UInt8] = []
        for entry in entries {
            let content = try repository.blob(entry.blob)
            if content.isEmpty || Pointer.parse(content) != nil { continue }
            let blob = try repository.writeBlob(Pointer(try files.store.insert(content)).encoded)
            lines += Array("\(String(entry.mode, radix: 8)) \(blob.hex) 0\t".utf8) + entry.path.bytes + [0]
        }
        try repository.gitChecked(["update-index", "-z", "--index-info"], input: lines, environment: environment)
        let tree = try repository.gitChecked(["write-tree"], environment: environment).text
        let commit = try repository.gitChecked(["commit-tree", "-p", head, "-m", message, tree]).text
        try repository.gitChecked(["update-ref", "-m", "git lfs migrate import --no-rewrite", "HEAD", commit, head])
        // Whoever calls this has made sure that the worktree may be overwritten.
        if repository.workTree != nil { try repository.gitChecked(["reset", "-q", "--hard"]) }
    }
}
