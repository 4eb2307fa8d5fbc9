internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore

extension LargeFiles {
    /// Reads every local object that HEAD or the index names and compares it with its name. Damaged ones are moved to
    /// `bad/` unless `dryRun`, so that a fetch gets them again.
    package func checkObjects(dryRun: Bool = false) throws -> [LargeFileFinding] {
        var findings: [LargeFileFinding] = []
        let files = try knownFiles().filter { store.holdsFile(for: $0.pointer.id) }
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
        let unusual = try indexFiles().filter { !$0.isCanonical }.map {
            LargeFileFinding(kind: .unusualPointer, path: $0.path, object: $0.object)
        }
        let content = try entriesWithContent().map {
            LargeFileFinding(kind: .contentInGit, path: $0.path)
        }
        return unusual + content
    }

    /// Entries of the index that our filter should keep and git holds itself. The empty file is its own pointer.
    package func entriesWithContent() throws -> [Entry] {
        let tracked = try trackedEntries()
        let pointers = try parse(Array(Set(tracked.map(\.blob))))
        return tracked.filter { pointers[$0.blob] == nil && $0.blob.hex != Self.emptyBlob }
    }

    /// Large files of HEAD and of the index, each object once.
    private func knownFiles() throws -> [LargeFile] {
        let head = repository.resolveIfPresent("HEAD") == nil ? [] : try files(in: "HEAD")
        let all = try head + (repository.workTree == nil ? [] : indexFiles())
        var seen: Set<ContentID> = []
        return all.filter { $0.pointer.size > 0 && seen.insert($0.pointer.id).inserted }
    }

    private static let emptyBlob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
}
