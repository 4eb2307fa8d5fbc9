internal import MLOpsCore
internal import MLOpsSystem

/// Removes what a stage is about to make anew. A pipeline file may come from anywhere, so the folder that holds the
/// output must, links resolved, lie in the worktree.
struct OutputRemover {
    let root: String

    func removeOutputs(of stage: Stage) throws {
        let top = Files.resolve(root) ?? root
        for out in stage.outs where !out.isPersistent {
            let full = Paths.join(root, out.path)
            guard Files.exists(full) else { continue }
            guard let folder = Files.resolve(Paths.parent(full)), let inside = Paths.relative(folder, to: top),
                !RelativePath.entersGitFolder(inside), !RelativePath.entersGitFolder(out.path)
            else {
                throw Diagnostic.fatal("cannot remove '\(out.path)': it lies outside the worktree behind a link")
            }
            try Files.removeTree(full)
        }
    }
}
