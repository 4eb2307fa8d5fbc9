internal import MLOpsCore
internal import MLOpsDocuments

/// Files of a commit that DVC keeps for git.
package enum DVCContents {
    /// As `read`, and for a file that git does not have, the content in the cache that the `dvc.lock` at the top names.
    /// `root` is the top of a worktree.
    package static func reader(_ read: @escaping RepositoryFileReader, root: String) -> RepositoryFileReader {
        let name = RepoPath(DVCLock.name)
        guard let cache = DVCCache(root: root), let bytes = (try? read(name)).flatMap({ $0 }),
            let lock = try? Document.parse(bytes, format: .yaml, name: DVCLock.name)
        else { return read }
        var contents: [String: String] = [:]
        for (_, stage) in lock["stages"]?.objectValue ?? [:] {
            for out in stage["outs"]?.arrayValue ?? [] {
                guard let path = out["path"]?.stringValue, let md5 = out["md5"]?.stringValue else { continue }
                contents[path] = md5
            }
        }
        let known = contents
        return { path in try read(path) ?? known[path.description].flatMap(cache.content) }
    }
}
