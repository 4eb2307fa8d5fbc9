package import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsSystem

/// Files of a commit or a worktree, and those that DVC keeps for git: what git does not have comes from the cache, as
/// a `.dvc` file beside it or the `dvc.lock` of a folder around it names it.
package final class DVCContents {
    private let own: RepositoryFileReader
    private let folders: RepositoryFolderReader
    private let cache: DVCCache?
    /// DVC's names of the outputs of each folder's pipeline, by their paths. Read when something is missing.
    private var locked: [String: [String: String]] = [:]

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
        guard let cache, let name = ownName(of: path) else { return nil }
        return cache.files(of: name)?.map { RelativePath.join(path, $0.path) }.sorted()
    }

    private func name(of path: String, _ cache: DVCCache) -> String? {
        if let name = ownName(of: path) { return name }
        for folder in RelativePath.parents(of: path) {
            guard let name = ownName(of: folder) else { continue }
            return cache.files(of: name)?.first { RelativePath.join(folder, $0.path) == path }?.md5
        }
        return nil
    }

    /// DVC's name of an output, not of what is in one.
    private func ownName(of path: String) -> String? {
        if cache == nil { return nil }
        for folder in RelativePath.parents(of: path) + [""] {
            if let name = names(in: folder)[path] { return name }
        }
        let source = path + ".dvc"
        return bytes(source).flatMap { DataSourceFile($0, path: source) }?.outs[path]?["md5"]?.stringValue
    }

    private func names(in folder: String) -> [String: String] {
        if let known = locked[folder] { return known }
        let names = readLock(in: folder)
        locked[folder] = names
        return names
    }

    private func readLock(in folder: String) -> [String: String] {
        let path = RelativePath.join(folder, DVCLock.name)
        guard let lock = bytes(path).flatMap({ try? DVCLock($0, name: path) }) else { return [:] }
        let stages = (try? Pipeline.load(folder: folder, read: own))?.stages ?? []
        var names: [String: String] = [:]
        for (name, entry) in lock.entries {
            let stage = stages.first { $0.name == name }
            for (written, md5) in LockEntry.contents(entry["outs"]) ?? [:] {
                let out = stage?.outs.first { stage?.written($0.path) == written }
                names[out?.path ?? RelativePath.join(folder, written)] = md5
            }
        }
        return names
    }

    private func bytes(_ path: String) -> [UInt8]? {
        (try? own(RepoPath(path))).flatMap { $0 }
    }
}
