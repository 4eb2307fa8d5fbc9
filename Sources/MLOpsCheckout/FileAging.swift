internal import MLOpsSystem

/// Gives files that git has just written a time before that of the index. As young as the index, they would count as
/// racy (Documentation/technical/racy-git), and the next `git status` would run each through the clean filter.
struct FileAging {
    let top: String
    /// The new time, in seconds.
    let seconds: Int64

    /// What the index has to be told of those files that are as git left them, exactly, and as young as the index.
    func age(_ files: WrittenFiles, _ index: IndexReplacement) throws -> [GitIndex.Update] {
        guard !files.isEmpty, let young = index.modifiedSeconds else { return [] }
        let folders = try WorktreeFolders(top: top)
        var updates: [GitIndex.Update] = []
        index.forEachStat(of: files.sorted()) { file, stat in
            guard GitIndex.number(stat, 8) >= young, let update = try? age(file, stat, folders) else { return }
            updates.append(update)
        }
        return updates
    }

    private func age(_ file: WrittenFiles.Element, _ stat: [UInt8], _ folders: WorktreeFolders) throws -> GitIndex
        .Update?
    {
        guard let (folder, name) = folders.find(file.path), let opened = folder.open(name) else { return nil }
        let stamp = try opened.stamp()
        guard stamp.isRegular, GitIndex.fields(of: stamp, like: stat) == stat else { return nil }
        try opened.setModified(seconds: seconds)
        return GitIndex.Update(file, stamp: try opened.stamp(), expected: stat)
    }
}
