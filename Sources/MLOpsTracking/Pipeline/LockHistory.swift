package import MLOpsCore
internal import MLOpsDocuments
package import MLOpsGit
internal import MLOpsSystem

/// Where the entry of a stage in a `dvc.lock` comes from. `dvc repro` writes an entry as a whole; a merge of texts can
/// put one together from the halves of two, which says that a command made what it never made.
///
/// An entry is trusted when a commit brought it that is no merge, or when it is not committed yet and nothing is being
/// merged. A commit that was written anew later (a rebase, a cherry-pick) merged texts too: it counts only if its author
/// can have known the entry that it changed.
package struct LockHistory {
    /// Commits that are looked at; behind them nothing is known.
    private static let limit = 20_000
    private let repository: Repository
    private let path: String
    private let stage: String
    private var entries: [ObjectID: JSONValue?] = [:]

    package init(_ repository: Repository, path: String, stage: String) {
        self.repository = repository
        self.path = path
        self.stage = stage
    }

    package mutating func trusts(_ entry: JSONValue) throws -> Bool {
        guard let head = repository.resolveIfPresent("HEAD^{commit}") else { return !isMerging }
        if try self.entry(in: head) == entry { return try wasWritten(entry, at: head) }
        if let other = repository.resolveIfPresent("MERGE_HEAD"), try self.entry(in: other) == entry {
            return try wasWritten(entry, at: other)
        }
        return !isMerging
    }

    private var isMerging: Bool {
        ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"].contains { name in
            Files.exists(Paths.join(repository.gitDirectory, name))
        }
    }

    /// The stage's entry in a commit; nil when it has none.
    private mutating func entry(in commit: ObjectID) throws -> JSONValue? {
        let tree = try repository.commit(commit).tree
        guard let blob = try repository.entry(at: RepoPath(path), inTree: tree)?.id else { return nil }
        if let known = entries[blob] { return known }
        let document = try? Document.parse(repository.blob(blob), format: .yaml, name: path)
        let entry = document?["stages"]?[stage]
        entries[blob] = .some(entry)
        return entry
    }

    /// Whether one of the commits that brought the entry to `head` was written by whoever ran the stage.
    private mutating func wasWritten(_ entry: JSONValue, at head: ObjectID) throws -> Bool {
        for commit in try origins(of: entry, from: head) {
            let parents = try repository.commit(commit).parents
            if parents.count > 1 { continue }
            guard let parent = parents.first else { return true }
            // A shallow clone does not know where the entry comes from.
            guard repository.hasObject(parent) else { continue }
            guard let before = try self.entry(in: parent) else { return true }
            let times = try times(of: commit)
            if times.authored == times.committed { return true }
            let known = try origins(of: before, from: parent).map { try self.times(of: $0).committed }.min()
            if let known, known <= times.authored { return true }
        }
        return false
    }

    /// The commits that have the entry and whose parents do not, as far as it was handed down unchanged.
    private mutating func origins(of entry: JSONValue, from head: ObjectID) throws -> [ObjectID] {
        var pending = [head]
        var seen: Set<ObjectID> = [head]
        var origins: [ObjectID] = []
        while let commit = pending.popLast(), seen.count < Self.limit {
            var isHandedDown = false
            for parent in try repository.commit(commit).parents {
                guard repository.hasObject(parent), try self.entry(in: parent) == entry else { continue }
                isHandedDown = true
                if seen.insert(parent).inserted { pending.append(parent) }
            }
            if !isHandedDown { origins.append(commit) }
        }
        return origins
    }

    private func times(of commit: ObjectID) throws -> (authored: Int64, committed: Int64) {
        let text = try repository.gitChecked(["show", "-s", "--format=%at %ct", commit.hex]).text
        let times = text.split(separator: " ").compactMap { Int64($0) }
        return times.count == 2 ? (times[0], times[1]) : (0, Int64.max)
    }
}
