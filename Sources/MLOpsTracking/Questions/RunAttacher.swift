package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsLog
internal import MLOpsSystem

/// Ties runs to commits, by op: what a hook or a sync found out stays known in every clone.
package enum RunAttacher {
    /// More differing paths than this are another state of the code.
    private static let nearLimit: Int64 = 10

    /// Attaches runs to each of `commits` by tree (exact) or by parent and few differing paths (near). Tells how many
    /// attachments are new.
    @discardableResult
    package static func attach(_ commits: [ObjectID], in store: RunStore) throws -> Int {
        var drafts: [OpDraft] = []
        for id in commits {
            let commit = try store.repository.commit(id)
            let known = Set(try store.index.runs(attachedTo: id.hex).map(\.run))
            let exact = try store.index.runs(withTree: commit.tree.hex)
            for run in exact where !known.contains(run) { drafts.append(draft(run, id, 0)) }
            guard exact.isEmpty, known.isEmpty else { continue }
            if let near = try nearest(commit, in: store) { drafts.append(draft(near.run, id, near.paths)) }
        }
        if !drafts.isEmpty { try store.log.append(drafts) }
        return drafts.count
    }

    /// The newest run that began on the commit's parent and whose end differs in few paths, the fewest first.
    private static func nearest(_ commit: Commit, in store: RunStore) throws -> (run: String, paths: Int64)? {
        guard let parent = commit.parents.first else { return nil }
        let parentTree = try store.repository.commit(parent).tree.hex
        var best: (run: String, paths: Int64)?
        for row in try store.index.runs(basedOn: parent.hex).prefix(20) where row.status == "finished" {
            guard let end = row.endTree,
                let paths = try distance(end, commit.tree.hex, store.repository), paths <= nearLimit,
                // The commit must be nearer to what the run left than its parent was: else it took nothing of it.
                let before = try distance(end, parentTree, store.repository), paths < before
            else { continue }
            if paths < (best?.paths ?? .max) { best = (row.id, paths) }
        }
        return best
    }

    /// In how many paths two trees differ; nil when one of them is gone.
    private static func distance(_ left: String, _ right: String, _ repository: Repository) throws -> Int64? {
        let listing = try repository.git(["diff-tree", "-r", "--name-only", "-z", left, right])
        return listing.status.isSuccess ? Int64(listing.output.count { $0 == 0 }) : nil
    }

    private static func draft(_ run: String, _ commit: ObjectID, _ paths: Int64) -> OpDraft {
        OpDraft(.commitAttach, run: run, ["commit": .string(commit.hex), "paths": .integer(paths)])
    }

    /// Records that commits were rewritten: `pairs` as post-rewrite gets them.
    package static func recordRewrites(_ pairs: [(old: String, new: String)], in store: RunStore) throws {
        let known = Set(try store.index.rewrites().map { "\($0.old) \($0.new)" })
        let drafts = pairs.filter { $0.old != $0.new && !known.contains("\($0.old) \($0.new)") }.map {
            OpDraft(.commitRewritten, ["old": .string($0.old), "new": .string($0.new)])
        }
        if !drafts.isEmpty { try store.log.append(drafts) }
    }
}
