package import MLOpsCore
internal import MLOpsSystem

/// Reads files of a worktree for ``Pipeline/load(folder:read:)``: regular files that lie in it, links resolved.
package enum WorktreeFiles {
    /// `root` is the absolute path of the top. A file that is missing, a folder, or lies outside reads as nil.
    package static func reader(root: String) -> (RepoPath) throws -> [UInt8]? {
        let top = Files.resolve(root) ?? root
        return { path in
            let full = Paths.join(root, path.description)
            guard let resolved = Files.resolve(full), Paths.relative(resolved, to: top) != nil,
                Files.info(resolved)?.kind == .file
            else { return nil }
            return try Files.read(resolved)
        }
    }

    /// At most so many files of a folder are named.
    package static let folderLimit = 2000

    /// The files below folders of a worktree, without what a `.dvcignore` names and what is behind links.
    package static func folders(root: String) -> RepositoryFolderReader {
        let top = Files.resolve(root) ?? root
        return { path in
            guard !RelativePath.isExternal(path), !RelativePath.entersGitFolder(path),
                let resolved = Files.resolve(Paths.join(root, path)), Paths.relative(resolved, to: top) != nil,
                Files.info(resolved)?.kind == .directory
            else { return nil }
            var ignored = IgnoreRules(root: root)
            var found: [String] = []
            var folders = [path]
            while let folder = folders.popLast(), found.count < folderLimit {
                let rules = ignored.rules(in: folder)
                for name in (try? Files.list(Paths.join(root, folder))) ?? [] {
                    let path = RelativePath.join(folder, name)
                    let kind = Files.info(Paths.join(root, path))?.kind
                    if IgnoreRules.matches(path, isFolder: kind == .directory, rules) { continue }
                    if kind == .directory, name != ".git" { folders.append(path) }
                    if kind == .file { found.append(path) }
                }
            }
            return found.sorted()
        }
    }
}

extension Pipeline {
    /// The folder whose pipeline counts for someone who works in `folder`: the nearest one upwards that has a
    /// pipeline file; nil when none has.
    package static func nearestFolder(from folder: String, read: (RepoPath) throws -> [UInt8]?) throws -> String? {
        var folder = RelativePath.normalize(folder)
        while true {
            for name in fileNames where try read(RepoPath(RelativePath.join(folder, name))) != nil { return folder }
            if folder.isEmpty { return nil }
            folder = RelativePath.parent(folder)
        }
    }
}
