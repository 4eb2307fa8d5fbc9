internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// What broken transfers left in the folder for temporary files, as Git LFS clears it away.
struct StaleTemporaries {
    private let store: ObjectStore

    init(_ store: ObjectStore) {
        self.store = store
    }

    /// Removes files that nothing wrote to for an hour, and parts of objects that are here whole. `now`: milliseconds.
    /// Folders that changed within the hour are left alone: a link in them can be as old as the file that it links.
    func remove(now: Int64) {
        sweep(store.temporaryDirectory, before: now / 1000 - 3600, depth: 0)
    }

    private func sweep(_ folder: String, before limit: Int64, depth: Int) {
        guard depth < 8, let names = try? Files.list(folder), let own = Files.info(folder) else { return }
        let isOld = depth == 0 || own.modifiedSeconds < limit
        for name in names {
            let path = Paths.join(folder, name)
            guard let info = Files.info(path) else { continue }
            if info.kind == .directory {
                sweep(path, before: limit, depth: depth + 1)
            } else if isPartOfStored(name) || isOld && info.modifiedSeconds < limit {
                try? Files.remove(path)
            }
        }
    }

    /// `<64 letters and digits>-<rest>`
    private func isPartOfStored(_ name: String) -> Bool {
        let parts = name.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, parts[0].utf8.count == 64, parts[0].allSatisfy({ $0.isLetter || $0.isNumber }) else {
            return false
        }
        let folder = Paths.join(store.objectsDirectory, "\(parts[0].prefix(2))/\(parts[0].dropFirst(2).prefix(2))")
        return Files.info(Paths.join(folder, String(parts[0])))?.kind == .file
    }
}
