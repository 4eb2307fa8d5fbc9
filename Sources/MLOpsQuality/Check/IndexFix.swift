internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Puts stripped notebooks into the index that becomes the commit. Working files and their stat data are left
/// alone, so partly staged files are no special case.
enum IndexFix {
    static func apply(_ fixes: [NotebookFix], _ repository: Repository) throws {
        guard !fixes.isEmpty else { return }
        let records: [UInt8] = fixes.flatMap { fix -> [UInt8] in
            Array("\(fix.mode) \(fix.after)\t".utf8) + fix.path.bytes + [0]
        }
        try repository.gitChecked(["update-index", "-z", "--index-info"], input: records)
        guard let second = secondIndex(repository) else { return }
        try repository.gitChecked(
            ["update-index", "-z", "--index-info"], input: records, environment: ["GIT_INDEX_FILE": second])
    }

    /// `git commit PATH` builds the commit in `next-index-<pid>.lock` and has by then already written what will
    /// be the index afterwards, with the same entries, to `index.lock`.
    private static func secondIndex(_ repository: Repository) -> String? {
        guard let index = repository.programEnvironment["GIT_INDEX_FILE"] else { return nil }
        guard Paths.name(index).hasPrefix("next-index-") else { return nil }
        let lock = Paths.join(Paths.parent(index), "index.lock")
        return Files.exists(lock) ? lock : nil
    }
}
