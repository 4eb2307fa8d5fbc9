internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsSystem

/// The pipeline of the worktree, for the commands that work on it.
struct PipelineContext {
    let repository: Repository
    /// The top of the worktree.
    let root: String
    let pipeline: Pipeline

    /// The pipeline of the working folder or the nearest folder above it that has one.
    init(_ session: Session) throws {
        repository = try session.repository()
        guard let top = repository.workTree else {
            throw Diagnostic.fatal("this operation must be run in a work tree")
        }
        root = top
        let read = WorktreeFiles.reader(root: top)
        guard let folder = try Pipeline.nearestFolder(from: repository.prefix, read: read),
            let pipeline = try Pipeline.load(folder: folder, read: read)
        else {
            throw Diagnostic.fatal(
                "no mlops.yaml or dvc.yaml here or in a folder above",
                hint: "write one, or start from the skeleton: git mlops init")
        }
        self.pipeline = pipeline
    }

    /// Runs the stages, with records under the common git folder, which all worktrees of a clone share.
    func reproducer(_ session: Session) throws -> Reproducer {
        let store = FileStageStateStore(folder: Paths.join(repository.commonDirectory, "mlops/stages"))
        return try Reproducer(
            pipeline: pipeline, root: root, store: store,
            stateFolder: Paths.join(repository.gitDirectory, "mlops"), context: session.context)
    }

    /// DVC's own record of its runs is not written here, which whoever uses both tools should know.
    func warnAboutLock(_ reporter: any Reporter) {
        let lock = RelativePath.join(pipeline.folder, "dvc.lock")
        guard pipeline.file.description.hasSuffix("dvc.yaml"), Files.exists(Paths.join(root, lock)) else { return }
        reporter.warning("'\(lock)' is left as it is: dvc will not know of what runs now")
    }

    /// A path that was typed in the working folder, relative to the top when it names something there.
    func resolve(_ target: String) -> String {
        let path = RelativePath.join(repository.prefix, target)
        return pipeline.stage(target) == nil && Files.exists(Paths.join(root, path)) ? path : target
    }
}
