internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsSystem

/// The `dvc.lock` files of a repository: read where they are, kept up to date beside pipelines that dvc runs too.
struct LockKeeper {
    let root: String
    private var locks: [String: DVCLock] = [:]
    private let isShared: Bool

    /// Reads the locks beside `pipelines`. There is none for an `mlops.yaml`; one that is not there yet will be
    /// written where dvc works in the repository.
    init(root: String, pipelines: [Pipeline]) throws {
        self.root = root
        isShared = Files.exists(Paths.join(root, ".dvc/config"))
        for pipeline in pipelines where pipeline.file.description.hasSuffix("dvc.yaml") {
            let path = RelativePath.join(pipeline.folder, DVCLock.name)
            if let bytes = try Files.readIfPresent(Paths.join(root, path)) {
                locks[pipeline.file.description] = try DVCLock(bytes, name: path)
            } else if isShared {
                locks[pipeline.file.description] = DVCLock()
            }
        }
    }

    /// Whether anything is recorded for dvc at all.
    var isEmpty: Bool { locks.isEmpty }

    func keeps(_ stage: Stage) -> Bool { locks[stage.file] != nil }

    func entry(of stage: Stage) -> JSONValue? { locks[stage.file]?.entries[stage.name] }

    /// Where the stage's entry stands.
    func path(of stage: Stage) -> String { RelativePath.join(RelativePath.parent(stage.file), DVCLock.name) }

    mutating func set(_ entry: JSONValue, for stage: Stage) { locks[stage.file]?.set(entry, for: stage.name) }

    /// Writes what changed, each file whole or not at all.
    func save() throws {
        for (file, lock) in locks where lock.isChanged {
            try Files.write(
                lock.bytes, to: Paths.join(root, RelativePath.join(RelativePath.parent(file), DVCLock.name)))
        }
    }
}
