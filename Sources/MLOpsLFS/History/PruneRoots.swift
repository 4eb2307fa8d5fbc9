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
        var found = repository.workTree == nil ? [] : try ids(files.indexFiles())
        if repository.resolveIfPresent("HEAD") != nil { found.subtract(try ids(files.files(in: "HEAD"))) }
        let others = repository.commonDirectory + "/worktrees"
        let names = Files.isDirectory(others) ? try Files.list(others) : []
        let places =
            [(index: repository.commonDirectory + "/index", head: "main-worktree/HEAD")]
            + names.map { (index: "\(others)/\($0)/index", head: "worktrees/\($0)/HEAD") }
        for place in places where Files.exists(place.index) {
            let listing = try repository.gitChecked(
                ["ls-files", "-s", "-z"], environment: ["GIT_INDEX_FILE": place.index])
            let entries = listing.output.split(separator: 0).compactMap(Self.indexEntry)
            let head = try repository.git(["rev-parse", "-q", "--verify", place.head])
            let committed = head.status.isSuccess ? try ids(files.files(in: head.text)) : []
            found.formUnion(try ids(files.files(among: entries)).subtracting(committed))
        }
        return found
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
        var found = try files.files(among: RawChange.parse(changes.output).compactMap(\.newEntry))
        let listing = try repository.gitChecked(["log", "-g", "--format=%P", "refs/stash"]).text
        for line in listing.split(separator: "\n") {
            // What the stash was made on, its index and its untracked files. The index can hold what the first listing
            // does not: a file that was changed again after it was added.
            let parents = line.split(separator: " ").map(String.init)
            if parents.count > 1 {
                let staged = try repository.gitChecked(
                    ["diff-tree", "-r", "--raw", "--no-abbrev", "--no-renames", "-z", parents[0], parents[1]])
                found += try files.files(among: RawChange.parse(staged.output).compactMap(\.newEntry))
            }
            for untracked in parents.dropFirst(2) { found += try files.files(in: untracked) }
        }
        return ids(found)
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
