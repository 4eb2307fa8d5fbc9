package import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsSystem

/// Files of a commit or a worktree, and those that DVC keeps for git: what git does not have comes from the cache, as
/// the `dvc.lock` at the top names it.
package final class DVCContents {
    private let own: RepositoryFileReader
    private let folders: RepositoryFolderReader
    private let cache: DVCCache?
    /// DVC's names of outputs by their paths. Read when something is missing for the first time.
    private lazy var names = readLock()

    /// `root` is the top of a worktree, whose cache counts.
    package init(root: String, read: @escaping RepositoryFileReader, below: @escaping RepositoryFolderReader) {
        own = read
        folders = below
        cache = DVCCache(root: root)
    }

    /// Those of a worktree.
    package convenience init(worktree root: String) {
        self.init(root: root, read: WorktreeFiles.reader(root: root), below: WorktreeFiles.folders(root: root))
    }

    package func read(_ path: RepoPath) throws -> [UInt8]? {
        if let bytes = try own(path) { return bytes }
        guard let cache, !Pipeline.fileNames.contains(Paths.name(path.description)) else { return nil }
        return name(of: path.description, cache).flatMap(cache.content)
    }

    package func files(below path: String) throws -> [String]? {
        if let files = try folders(path) { return files }
        return names[path].flatMap { cache?.files(of: $0) }?.map { RelativePath.join(path, $0.path) }.sorted()
    }

    private func name(of path: String, _ cache: DVCCache) -> String? {
        if let name = names[path] { return name }
        guard let folder = names.keys.first(where: { RelativePath.isInside(path, $0) }) else { return nil }
        return cache.files(of: names[folder] ?? "")?.first { RelativePath.join(folder, $0.path) == path }?.md5
    }

    private func readLock() -> [String: String] {
        guard cache != nil, let bytes = (try? own(RepoPath(DVCLock.name))).flatMap({ $0 }),
            let lock = try? Document.parse(bytes, format: .yaml, name: DVCLock.name)
        else { return [:] }
        var names: [String: String] = [:]
        for (_, stage) in lock["stages"]?.objectValue ?? [:] {
            for out in stage["outs"]?.arrayValue ?? [] {
                guard let path = out["path"]?.stringValue, let md5 = out["md5"]?.stringValue else { continue }
                names[path] = md5
            }
        }
        return names
    }
}
