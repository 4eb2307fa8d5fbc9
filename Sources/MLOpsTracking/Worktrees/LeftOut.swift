package import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// Files of the worktree that a snapshot of it does not have: a run elsewhere will not see them.
package struct LeftOut: Sendable, Equatable {
    package enum Reason: String, Sendable {
        case ignored, large, secret
    }

    /// Relative to the top; of a folder that is ignored as a whole it ends with `/`.
    package let path: RepoPath
    package let reason: Reason

    /// In the order of paths, ignored ones first.
    package static func find(_ repository: Repository, snapshot: Snapshot) throws -> [LeftOut] {
        let ignored = try list(repository, ["--others", "--ignored", "--exclude-standard", "--directory"])
        let others = try list(repository, ["--others", "--exclude-standard"])
        let untracked = try others.filter { try repository.entry(at: $0, inTree: snapshot.tree) == nil }
        return ignored.map { LeftOut(path: $0, reason: .ignored) }
            + untracked.map { path in
                LeftOut(path: path, reason: snapshot.omitted.contains(path.quoted()) ? .large : .secret)
            }
    }

    private static func list(_ repository: Repository, _ options: [String]) throws -> [RepoPath] {
        try repository.gitChecked(["ls-files", "-z", "--full-name"] + options + ["--", ":/"]).output
            .split(separator: 0).map { RepoPath(bytes: Array($0)) }.sorted()
    }
}
