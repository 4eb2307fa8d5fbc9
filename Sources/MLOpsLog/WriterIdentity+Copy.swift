internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

extension WriterIdentity {
    /// Whether the clone is a copy (`cp -r`) of the one that its writer's name was made for: what it writes next, it
    /// writes under a name of its own.
    package static func isCopy(_ repository: Repository, _ layout: LogLayout) -> Bool {
        guard let stored = (try? Files.readIfPresent(layout.writerPath))?.asText.split(separator: "\n"),
            stored.count == 2, let place = Files.info(repository.commonDirectory)
        else { return false }
        return stored[1] != "\(place.device)-\(place.inode)"
    }
}
