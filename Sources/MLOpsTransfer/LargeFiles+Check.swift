internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore

extension LargeFiles {
    /// Reads every local object that HEAD or the index names and compares it with its name. Damaged ones are moved to
    /// `bad/` unless `dryRun`, so that a fetch gets them again.
    package func checkObjects(dryRun: Bool = false) throws -> [LargeFileFinding] {
        var findings: [LargeFileFinding] = []
        let files = try knownFiles().keeping { store.holdsFile(for: $0.pointer.id) }
        defer { reporter.endProgress() }
        for (position, file) in files.enumerated() {
            reporter.progress("Checking data", done: position, total: files.count, bytes: nil)
            if try store.contains(file.object) && store.verify(file.object) { continue }
            findings.append(LargeFileFinding(kind: .corruptObject, path: file.path, object: file.object))
            if !dryRun { try store.quarantine(file.pointer.id) }
        }
        return findings
    }

    /// Looks at the blobs of the index: pointers in an unusual spelling, and content where a pointer belongs.
    package func checkPointers() throws -> [LargeFileFinding] {
        var unusual: [LargeFileFinding] = []
        try forEachIndexFile { file in
            if file.isCanonical { return }
            unusual.append(LargeFileFinding(kind: .unusualPointer, path: file.path, object: file.object))
        }
        let content = try entriesWithContent().map {
            LargeFileFinding(kind: .contentInGit, path: $0.path)
        }
        return unusual + content
    }

    /// Entries of the index that our filter should keep and git holds itself. The empty file is its own pointer.
    package func entriesWithContent() throws -> [Entry] {
        let tracked = try trackedEntries()
        let empty = ObjectID(hex: Self.emptyBlob)
        var content: [Entry] = []
        for start in stride(from: 0, to: tracked.count, by: Self.readTogether) {
            let some = tracked[start..<min(start + Self.readTogether, tracked.count)]
            for (entry, pointer) in zip(some, try pointers(of: some.map(\.blob))) {
                if pointer == nil, entry.blob != empty { content.append(entry) }
            }
        }
        return content
    }

    /// Large files of HEAD and of the index, each object once.
    private func knownFiles() throws -> [LargeFile] {
        var files: [LargeFile] = []
        var seen = ObjectSet()
        try forEachKnownFile { if $0.pointer.size > 0, seen.insert($0.object) { files.append($0) } }
        return files
    }

    /// Large files of HEAD, then of the index.
    func forEachKnownFile(_ body: @escaping (LargeFile) throws -> Void) throws {
        if repository.resolveIfPresent("HEAD") != nil { try forEachFile(in: "HEAD", body) }
        if repository.workTree != nil { try forEachIndexFile([], body) }
    }

    private static let emptyBlob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
}
