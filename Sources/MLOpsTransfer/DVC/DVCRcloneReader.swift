internal import MLOpsCore
internal import MLOpsSystem

/// What rclone can reach: one rclone for all objects, which has its own retries.
struct DVCRcloneReader: DVCRemoteReader {
    let rclone: Rclone
    /// `remote:folder`, as rclone has it.
    let target: String

    func present(among hashes: [DVCHash]) throws -> Set<DVCHash> {
        let lines = try rclone.list(target, only: hashes.flatMap(\.places))
        let there = Set(lines.compactMap { $0.split(separator: ";", maxSplits: 1).last.map(String.init) })
        return Set(hashes.filter { $0.places.contains(where: there.contains) })
    }

    func fetch(_ hashes: [DVCHash], into folder: String, told: (DVCHash) -> Void) throws -> [DVCHash: String] {
        let message = try rclone.copy(hashes.flatMap(\.places), from: target, to: folder)
        var failures: [DVCHash: String] = [:]
        for hash in hashes {
            let paths = hash.places.map { Paths.join(folder, $0) }
            if let path = paths.first(where: Files.exists) {
                try? Files.setMode(path, 0o444)
            } else if let message {
                failures[hash] = message
            }
            told(hash)
        }
        return failures
    }
}
