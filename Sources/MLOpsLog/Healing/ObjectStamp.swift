internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Tells, by three times of modification, whether a repack, a prune or a fetch may have gone through the object
/// database since the log was last looked at as a whole.
struct ObjectStamp {
    private let path: String
    private let present: String

    init(_ repository: Repository, _ layout: LogLayout) {
        path = Paths.join(layout.directory, "checked")
        let objects = Paths.join(repository.commonDirectory, "objects")
        present = ["", "pack", "info"].map { name in
            let info = Files.info(name.isEmpty ? objects : Paths.join(objects, name))
            return info.map { "\($0.modifiedSeconds).\($0.modifiedNanoseconds)" } ?? "-"
        }.joined(separator: " ")
    }

    var hasChanged: Bool {
        (try? Files.readIfPresent(path))?.asText != present
    }

    /// Remembers what was seen when this value was made. A repository that cannot be written is looked at every time.
    func store() {
        try? Files.write(Array(present.utf8), to: path)
    }
}
