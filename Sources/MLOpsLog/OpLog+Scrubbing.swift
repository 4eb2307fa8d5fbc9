internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// How far a purge came in this clone's object database.
package struct ScrubResult: Sendable, Equatable {
    /// Objects.
    package let removed: Int
    /// Heads that could not be: another ref reaches them (a tracking ref, a branch), or a pack that git keeps.
    package let left: Int
}

extension OpLog {
    /// Removes the objects of purged heads that nothing reaches any more. Only those: what else is unreachable in the
    /// repository is the user's. Nil when there is nothing to do.
    package func scrub() throws -> ScrubResult? {
        let heads = try ScrubList.read(layout).filter(repository.hasObject)
        if heads.isEmpty {
            try ScrubList.remove(layout)
            return nil
        }
        let objects = try reachable(from: heads)
        if objects.contains(where: { !Files.exists(loosePath($0)) && repository.hasObject($0) }) {
            // What nothing reaches falls out of the packs, as files of their own.
            try repository.gitChecked(["repack", "-A", "-d", "-q"])
        }
        try rewriteCommitGraph()
        var removed = 0
        for object in try prunable() where objects.contains(object) {
            try Files.remove(loosePath(object))
            removed += 1
        }
        // The program, because libgit2 answers from its cache.
        let left = try heads.filter { try repository.git(["cat-file", "-e", $0.hex]).status.isSuccess }
        if left.isEmpty { try ScrubList.remove(layout) }
        return ScrubResult(removed: removed, left: left.count)
    }

    /// All objects that the heads lead to, as far as they are still here: an earlier removal may have been cut short.
    private func reachable(from heads: [ObjectID]) throws -> Set<ObjectID> {
        let survey = try LogSurvey(repository)
        var found = survey.ancestors(of: heads)
        var trees = found.compactMap { survey.commit($0)?.tree }
        while let tree = trees.popLast() {
            guard found.insert(tree).inserted else { continue }
            for entry in survey.probe.tree(tree) ?? [] where entry.mode != 0o160000 {
                if entry.isTree { trees.append(entry.id) } else { found.insert(entry.id) }
            }
        }
        return found
    }

    /// Loose objects that no ref, reflog, index or worktree reaches: git's own answer.
    private func prunable() throws -> [ObjectID] {
        let listing = try repository.gitChecked(["prune", "--dry-run", "--expire=now"])
        return listing.text.split(separator: "\n").compactMap { ObjectID(hex: String($0.prefix(40))) }
    }

    /// Has git write its commit-graph anew where there is one: that of before names commits which go now, and `git fsck`
    /// would call them missing. It is a cache: one that cannot be written is removed.
    private func rewriteCommitGraph() throws {
        let folder = Paths.join(repository.commonDirectory, "objects/info")
        let files = ["commit-graph", "commit-graphs"].map { Paths.join(folder, $0) }.filter { Files.exists($0) }
        if files.isEmpty { return }
        let result = try repository.git(["commit-graph", "write", "--reachable"])
        if !result.status.isSuccess { try files.forEach { try Files.removeTree($0) } }
    }

    private func loosePath(_ id: ObjectID) -> String {
        Paths.join(repository.commonDirectory, "objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))")
    }
}
