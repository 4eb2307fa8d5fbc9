internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
package import MLOpsTransfer

/// What a history holds, by file type (git-lfs-migrate(1), INFO).
package struct MigrationSummary: Sendable {
    package struct Line: Sendable {
        /// `*.ext`, or a name without one.
        package let pattern: String
        /// Of the files above the limit.
        package var bytes: Int64 = 0
        package var countAbove = 0
        package var count = 0
    }

    /// The largest first; none of which no file is above the limit.
    package let lines: [Line]
    /// What pointers stand for.
    package let pointers: Line

    /// `onlyMisplaced`: contents that `.gitattributes` of their commits says are to be pointers.
    package init(
        _ files: LargeFiles, _ scope: MigrationScope, filter: PathFilter, above: Int64, followsPointers: Bool,
        onlyMisplaced: Bool = false
    ) throws {
        if scope.refs.isEmpty {
            lines = []
            pointers = Line(pattern: "LFS Objects")
            return
        }
        let misplaced = onlyMisplaced ? try Self.misplaced(files, scope) : nil
        var lines: [String: Line] = [:]
        var pointers = Line(pattern: "LFS Objects")
        func count(_ items: [(id: ObjectID, path: RepoPath)]) throws {
            let parsed = followsPointers ? try files.parse(items.map(\.id)) : [:]
            for (item, bytes) in zip(items, try Self.blobSizes(items.map(\.id), files.repository)) {
                guard let bytes, filter.accepts(item.path) else { continue }
                if let misplaced, !misplaced.contains(item.id) || parsed[item.id] != nil { continue }
                // The empty file is its own pointer.
                if followsPointers, bytes == 0 {
                    pointers.add(0, above: above)
                    continue
                }
                if let pointer = parsed[item.id]?.pointer {
                    pointers.add(pointer.size, above: above)
                    continue
                }
                let pattern = Self.pattern(item.path)
                lines[pattern, default: Line(pattern: pattern)].add(bytes, above: above)
            }
        }
        var items: [(id: ObjectID, path: RepoPath)] = []
        var hasAttributes = false
        try files.repository.gitRecords(
            ["rev-list", "--objects"] + scope.refs + ["--not"] + scope.excluded, separator: 0x0a
        ) { line in
            guard let space = line.firstIndex(of: 0x20), let id = ObjectID(hex: line[..<space]),
                space + 1 < line.endIndex
            else { return }
            let path = RepoPath(bytes: Array(line[(space + 1)...]))
            if Paths.name(path.description) == ".gitattributes" { hasAttributes = true }
            items.append((id, path))
            if items.count < Self.countedTogether { return }
            try count(items)
            items.removeAll(keepingCapacity: true)
        }
        if !onlyMisplaced, hasAttributes { try Self.refuseLinks(files.repository, scope) }
        try count(items)
        self.lines = lines.values.filter { $0.countAbove > 0 }.sorted {
            ($1.bytes, $0.pattern) < ($0.bytes, $1.pattern)
        }
        self.pointers = pointers
    }

    /// So many objects are held at once; git is asked once about them.
    private static let countedTogether = 16384

    /// nil for what is no blob.
    private static func blobSizes(_ ids: [ObjectID], _ repository: Repository) throws -> [Int64?] {
        if ids.isEmpty { return [] }
        let input = ids.map { "\($0.hex)\n" }.joined()
        return try repository.gitChecked(
            ["cat-file", "--buffer", "--batch-check=%(objecttype) %(objectsize)"], input: Array(input.utf8)
        ).text.split(separator: "\n").map { line in
            let words = line.split(separator: " ")
            return words.count == 2 && words[0] == "blob" ? Int64(words[1]) : nil
        }
    }

    /// What a link says would not be the attributes that a migration reads and writes.
    private static func refuseLinks(_ repository: Repository, _ scope: MigrationScope) throws {
        let listing = try repository.gitChecked(
            ["log", "-m", "--format=", "--raw", "--no-abbrev", "--no-renames", "-z"] + scope.refs + ["--not"]
                + scope.excluded + ["--", ".gitattributes", "**/.gitattributes"])
        if RawChange.parse(listing.output).contains(where: { $0.modes.after == 0o120000 }) {
            throw Diagnostic.fatal("migrate: expected '.gitattributes' to be a file, got a symbolic link")
        }
    }

    private static func misplaced(_ files: LargeFiles, _ scope: MigrationScope) throws -> Set<ObjectID> {
        let commits = try scope.commits(of: files.repository)
        let attributes = TrackedPaths(files, commits: commits)
        var blobs: Set<ObjectID> = []
        for commit in commits {
            let tracked = try attributes.paths(in: commit)
            if tracked.isEmpty { continue }
            for entry in try files.treeEntries(of: commit.hex) where tracked.contains(entry.path) {
                blobs.insert(entry.blob)
            }
        }
        return blobs
    }

    private static func pattern(_ path: RepoPath) -> String {
        let name = Paths.name(path.description)
        return name.lastIndex(of: ".").map { "*" + name[$0...] } ?? name
    }
}

extension MigrationSummary.Line {
    fileprivate mutating func add(_ size: Int64, above: Int64) {
        count += 1
        if size > above || above == 0 {
            countAbove += 1
            bytes += size
        }
    }
}
