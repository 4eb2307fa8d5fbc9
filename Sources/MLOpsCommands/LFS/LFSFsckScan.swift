internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsSystem
internal import MLOpsTransfer

/// What `git lfs fsck` looks at: a commit, the commits of `A..B`, or HEAD and, for objects, the index.
struct LFSFsckScan {
    private let files: LargeFiles
    private let filter: PathFilter
    private let range: (from: String, to: String)?
    private let revision: String?

    init(_ session: LFSSession, revision: String?) throws {
        files = try session.files()
        filter = PathFilter(include: nil, exclude: try session.config()["lfs.fetchexclude"])
        let ends = revision?.ranges(of: "..") ?? []
        if let revision, let dots = ends.first {
            range = (String(revision[..<dots.lowerBound]), String(revision[dots.upperBound...]))
            self.revision = nil
        } else {
            range = nil
            self.revision = revision
        }
        for name in [range?.from, range?.to, self.revision] {
            if let name, files.repository.resolveIfPresent(name) == nil {
                throw LFSExit("Git can't resolve ref: \"\(name)\"")
            }
        }
    }

    func objectFiles() throws -> [LargeFile] {
        if let range {
            return try files.files(reachableFrom: [range.to], notFrom: [range.from]).filter { filter.accepts($0.path) }
        }
        if let revision { return try files.files(in: revision).filter { filter.accepts($0.path) } }
        let head = files.repository.resolveIfPresent("HEAD") == nil ? [] : try files.files(in: "HEAD")
        let index = files.repository.workTree == nil ? [] : try files.indexFiles()
        return (head + index).filter { filter.accepts($0.path) }
    }

    /// One line for each pointer in an unusual spelling and for each blob that should be a pointer.
    func pointerFindings() throws -> [String] {
        let commits = try commits()
        // As each commit says, whatever the worktree has now.
        let attributes = TrackedPaths(files, commits: commits.compactMap { ObjectID(hex: $0) })
        return try commits.flatMap { commit -> [String] in
            let entries = try files.treeEntries(of: commit).filter { $0.isFile && filter.accepts($0.path) }
            let pointers = try files.parse(Array(Set(entries.map(\.blob))))
            let tracked = try ObjectID(hex: commit).map { try attributes.paths(in: $0) } ?? []
            return entries.compactMap { entry in
                if let pointer = pointers[entry.blob] {
                    if pointer.isCanonical { return nil }
                    return
                        "pointer: nonCanonicalPointer: Pointer for \(pointer.pointer.id.hex) (blob \(entry.blob.hex)) was not canonical"
                }
                guard tracked.contains(entry.path),
                    entry.blob.hex != "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
                else { return nil }
                let name = JSONValue.string(entry.path.description).serialized().asText
                return
                    "pointer: unexpectedGitObject: \(name) (treeish \(commit)) should have been a pointer but was not"
            }
        }
    }

    private func commits() throws -> [String] {
        if let range {
            return try files.repository.gitChecked(["rev-list", range.to, "^" + range.from]).text
                .split(separator: "\n").map(String.init)
        }
        guard let id = files.repository.resolveIfPresent(revision ?? "HEAD") else { return [] }
        return [id.hex]
    }
}
