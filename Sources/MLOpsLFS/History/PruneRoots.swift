internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTransfer

/// The sets of objects that keep an object from being pruned.
struct PruneRoots {
    private let files: LargeFiles
    private let config: LFSConfig
    private let remote: String
    private let filter: PathFilter

    init(_ files: LargeFiles, config: LFSConfig) {
        self.files = files
        self.config = config
        remote = config["lfs.pruneremotetocheck"] ?? "origin"
        filter = PathFilter(include: nil, exclude: config["lfs.fetchexclude"])
    }

    private var repository: Repository { files.repository }

    /// What HEAD names, here and in the other worktrees, but for paths that are never fetched.
    func checkouts() throws -> Set<ContentID> {
        var heads = [repository.resolveIfPresent("HEAD")?.hex].compactMap { $0 }
        let listing = try repository.gitChecked(["worktree", "list", "--porcelain"]).text
        for line in listing.split(separator: "\n") where line.hasPrefix("HEAD ") {
            let id = String(line.dropFirst(5))
            if id.contains(where: { $0 != "0" }) { heads.append(id) }
        }
        return ids(try Set(heads).flatMap { try files.files(in: $0) }.filter { filter.accepts($0.path) })
    }

    /// What the index of this and of the other worktrees names and no commit may have yet.
    func staged() throws -> Set<ContentID> {
        var found = repository.workTree == nil ? [] : try files.indexFiles()
        let others = repository.commonDirectory + "/worktrees"
        var indexes = [repository.commonDirectory + "/index"]
        if Files.isDirectory(others) { indexes += try Files.list(others).map { "\(others)/\($0)/index" } }
        for index in indexes where Files.exists(index) {
            let listing = try repository.gitChecked(
                ["ls-files", "-s", "-z"], environment: ["GIT_INDEX_FILE": index])
            let entries = listing.output.split(separator: 0).compactMap(Self.indexEntry)
            found += try files.files(among: entries)
        }
        let head = repository.resolveIfPresent("HEAD") == nil ? [] : try files.files(in: "HEAD")
        return ids(found).subtracting(ids(head))
    }

    /// What refs and commits of the last days name.
    func recent() throws -> Set<ContentID> {
        let window = RecentWindow(config).widened(by: config.int("lfs.pruneoffsetdays") ?? 3)
        let recent = RecentChanges(files, window: window)
        let refs = try recent.refs(remote: remote)
        var found = try refs.flatMap { try files.files(in: $0.name) }
        for name in ["HEAD"] + refs.map(\.name) where repository.resolveIfPresent(name) != nil {
            found += try recent.changes(of: name)
        }
        return ids(found.filter { filter.accepts($0.path) })
    }

    /// What local refs name and no tracking ref of the remote: the only copy may be ours.
    func unpushed() throws -> Set<ContentID> {
        let local = ["--branches", "--tags"] + (repository.resolveIfPresent("HEAD") == nil ? [] : ["HEAD"])
        return ids(try files.files(reachableFrom: local, notFrom: ["--not", "--remotes=\(remote)"]))
    }

    /// What stashes name, their index and untracked files included.
    func stashes() throws -> Set<ContentID> {
        guard repository.resolveIfPresent("refs/stash") != nil else { return [] }
        let changes = try repository.gitChecked([
            "log", "-g", "-m", "--format=", "--raw", "--no-abbrev", "--no-renames", "-z", "refs/stash",
        ])
        let listing = try repository.gitChecked(["log", "-g", "--format=%P", "refs/stash"]).text
        // The index and the untracked files; the first parent is what the stash was made on.
        let others = listing.split(separator: "\n").flatMap { $0.split(separator: " ").dropFirst(2) }.map(String.init)
        return ids(
            try files.files(among: RawChange.parse(changes.output).compactMap(\.newEntry))
                + others.flatMap { try files.files(in: $0) })
    }

    /// What any ref's history names.
    func reachable() throws -> Set<ContentID> {
        ids(try files.files(reachableFrom: ["--all"], notFrom: []))
    }

    private func ids(_ files: [LargeFile]) -> Set<ContentID> {
        Set(files.filter { $0.pointer.size > 0 }.map(\.object.id))
    }

    /// `MODE ID STAGE TAB PATH`
    private static func indexEntry(_ record: ArraySlice<UInt8>) -> LargeFiles.Entry? {
        guard let tab = record.firstIndex(of: 0x09) else { return nil }
        let words = record[..<tab].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 3, let mode = UInt32(words[0], radix: 8), let id = ObjectID(hex: words[1]) else {
            return nil
        }
        return LargeFiles.Entry(
            path: RepoPath(bytes: Array(record[(tab + 1)...])), mode: mode, blob: id, stage: 0, isSkipped: false)
    }
}
