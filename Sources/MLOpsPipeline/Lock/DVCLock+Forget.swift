internal import MLOpsCore
internal import MLOpsSystem

extension Pipeline {
    /// Takes what `dvc.lock` beside the pipeline `file` says of stages that are no more out of it; without entries it
    /// is removed. `root` is the top of the worktree.
    package static func forget(_ stages: [String], of file: String, root: String) throws {
        let path = RelativePath.join(RelativePath.parent(file), DVCLock.name)
        let full = Paths.join(root, path)
        guard let bytes = try Files.readIfPresent(full) else { return }
        var lock = try DVCLock(bytes, name: path)
        for stage in stages { lock.remove(stage) }
        guard lock.isChanged else { return }
        if lock.entries.isEmpty { try Files.remove(full) } else { try Files.write(lock.bytes, to: full) }
    }
}
