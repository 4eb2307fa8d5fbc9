internal import MLOpsCore
internal import MLOpsSystem

/// Removes what a stage is about to make anew. A pipeline file may come from anywhere, so the folder that holds the
/// output must, links resolved, lie in the worktree.
struct OutputRemover {
    let root: String

    func removeOutputs(of stage: Stage) throws {
        let outs = stage.outs.filter { !$0.isPersistent && Files.exists(Paths.join(root, $0.path)) }
        for out in outs {
            try check(out)
            try Files.removeTree(Paths.join(root, out.path))
        }
    }

    /// Throws when an output lies somewhere that is not the stage's to write to.
    func checkOutputs(of stage: Stage) throws {
        for out in stage.outs { try check(out) }
    }

    private func check(_ out: StageOutput) throws {
        let top = Files.resolve(root) ?? root
        var around = Paths.parent(Paths.join(root, out.path))
        // What is not there yet will be made within the nearest folder that is.
        while !Files.exists(around), around != root { around = Paths.parent(around) }
        guard let folder = Files.resolve(around), let inside = Paths.relative(folder, to: top),
            !RelativePath.entersGitFolder(inside), !RelativePath.entersGitFolder(out.path)
        else {
            throw Diagnostic.fatal("cannot remove '\(out.path)': it lies outside the worktree behind a link")
        }
    }
}
