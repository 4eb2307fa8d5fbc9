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
        let listing = try files.repository.gitChecked(
            ["rev-list", "--objects"] + scope.refs + ["--not"] + scope.excluded)
        var paths: [(id: ObjectID, path: RepoPath)] = []
        for line in listing.output.split(separator: 0x0a) {
            guard let space = line.firstIndex(of: 0x20),
                let id = ObjectID(hex: String(decoding: line[..<space], as: UTF8.self)), space + 1 < line.endIndex
            else { continue }
            paths.append((id, RepoPath(bytes: Array(line[(space + 1)...]))))
        }
        if !onlyMisplaced, paths.contains(where: { Paths.name($0.path.description) == ".gitattributes" }) {
            try Self.refuseLinks(files.repository, scope)
        }
        let input = paths.map { "\($0.id.hex)\n" }.joined()
        let sizes = try files.repository.gitChecked(
            ["cat-file", "--batch-check=%(objecttype) %(objectsize)"], input: Array(input.utf8)
        ).text.split(separator: "\n")
        let misplaced = onlyMisplaced ? try Self.misplaced(files, scope) : nil
        let parsed = followsPointers ? try files.parse(paths.map(\.id)) : [:]
        var lines: [String: Line] = [:]
        var pointers = Line(pattern: "LFS Objects")
        for (item, size) in zip(paths, sizes) {
            let words = size.split(separator: " ")
            guard words.first == "blob", words.count == 2, let bytes = Int64(words[1]), filter.accepts(item.path) else {
                continue
            }
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
        self.lines = lines.values.filter { $0.countAbove > 0 }.sorted {
            ($1.bytes, $0.pattern) < ($0.bytes, $1.pattern)
        }
        self.pointers = pointers
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
