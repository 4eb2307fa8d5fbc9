internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsSystem

/// The pipeline file that a command changes.
struct PipelineFile {
    /// Relative to the top of the worktree.
    let path: String
    private let full: String
    let bytes: [UInt8]

    /// The file of a stage, or the one in the working folder. Where there is none it is new: `dvc.yaml` in a repository
    /// that dvc works in, else `mlops.yaml`.
    init(_ repository: Repository, of stage: Stage? = nil) throws {
        guard let top = repository.workTree else {
            throw Diagnostic.fatal("this operation must be run in a work tree")
        }
        let names = Pipeline.fileNames.map { RelativePath.join(repository.prefix, $0) }
        let isShared = Files.exists(Paths.join(top, ".dvc/config"))
        path = stage?.file ?? names.first { Files.exists(Paths.join(top, $0)) } ?? (isShared ? names[1] : names[0])
        full = Paths.join(top, path)
        bytes = try Files.readIfPresent(full) ?? []
    }

    var editor: PipelineEditor { PipelineEditor(bytes, name: path) }

    /// The stages that the file describes now.
    func stages(_ repository: Repository) throws -> [Stage] {
        let root = repository.workTree ?? ""
        let read = WorktreeFiles.reader(root: root)
        return try Files.readIfPresent(full).map { try Pipeline.parse($0, file: path, read: read).stages } ?? []
    }

    /// Writes the file when it is a pipeline still; throws what is wrong with it otherwise.
    func write(_ changed: [UInt8], _ repository: Repository) throws {
        if changed == bytes { return }
        let read = WorktreeFiles.reader(root: repository.workTree ?? "")
        _ = try StageGraph(try Pipeline.parse(changed, file: path, read: read))
        try Files.write(changed, to: full)
    }
}
