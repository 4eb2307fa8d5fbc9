internal import CGit2
package import MLOpsCore

extension Repository {
    /// Commits reachable from `heads` and not from `hidden`, parents before children.
    package func walk(from heads: [ObjectID], hiding hidden: [ObjectID] = []) throws(GitError) -> [ObjectID] {
        try withHandle { handle throws(GitError) in
            var walker: OpaquePointer?
            let made = git_revwalk_new(&walker, handle)
            if made != 0 { throw .last("cannot walk history", result: made) }
            defer { git_revwalk_free(walker) }
            git_revwalk_sorting(walker, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_REVERSE.rawValue)
            for head in heads {
                var raw = head.raw
                let result = git_revwalk_push(walker, &raw)
                if result != 0 { throw .last("cannot read commit '\(head)'", result: result) }
            }
            for head in hidden {
                var raw = head.raw
                // A head that is gone hides nothing.
                git_revwalk_hide(walker, &raw)
            }
            var commits: [ObjectID] = []
            var id = git_oid()
            while true {
                let result = git_revwalk_next(&id, walker)
                if result == GIT_ITEROVER.rawValue { return commits }
                if result != 0 { throw .last("cannot walk history", result: result) }
                commits.append(ObjectID(id))
            }
        }
    }

    /// Whether `ancestor` is `descendant` or one of its ancestors.
    package func isAncestor(_ ancestor: ObjectID, of descendant: ObjectID) -> Bool {
        if ancestor == descendant { return true }
        let result = try? withHandle { handle throws(GitError) in
            var descendantRaw = descendant.raw
            var ancestorRaw = ancestor.raw
            return git_graph_descendant_of(handle, &descendantRaw, &ancestorRaw) == 1
        }
        return result ?? false
    }
}
