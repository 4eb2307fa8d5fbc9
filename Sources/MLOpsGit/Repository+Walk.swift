internal import CGit2
package import MLOpsCore
internal import MLOpsSystem

extension Repository {
    /// Commits reachable from `heads` and not from `hidden`, parents before children.
    package func walk(from heads: [ObjectID], hiding hidden: [ObjectID] = []) throws(GitError) -> [ObjectID] {
        if isShallow { return try walkByProgram(from: heads, hiding: hidden) }
        return try withHandle { handle throws(GitError) in
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

    private func walkByProgram(from heads: [ObjectID], hiding hidden: [ObjectID]) throws(GitError) -> [ObjectID] {
        for head in heads where !hasObject(head) { throw GitError(.notFound, "cannot read commit '\(head)'") }
        let input = (heads.map(\.hex) + hidden.filter(hasObject).map { "^\($0)" }).joined(separator: "\n")
        let listing = try gitChecked(
            ["rev-list", "--topo-order", "--reverse", "--stdin"], input: Array((input + "\n").utf8))
        return listing.text.split(separator: "\n").compactMap { ObjectID(hex: $0) }
    }

    /// Whether `ancestor` is `descendant` or one of its ancestors.
    package func isAncestor(_ ancestor: ObjectID, of descendant: ObjectID) -> Bool {
        if ancestor == descendant { return true }
        if isShallow {
            let answer = try? git(["merge-base", "--is-ancestor", ancestor.hex, descendant.hex])
            return answer?.status.isSuccess ?? false
        }
        let result = try? withHandle { handle throws(GitError) in
            var descendantRaw = descendant.raw
            var ancestorRaw = ancestor.raw
            return git_graph_descendant_of(handle, &descendantRaw, &ancestorRaw) == 1
        }
        return result ?? false
    }
}
