internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// Which commits a migration looks at, and which refs it moves (git-lfs-migrate(1), INCLUDE AND EXCLUDE REFERENCES).
package struct MigrationScope: Sendable {
    /// Full names of local refs that are moved.
    package let refs: [String]
    /// Revisions that are left out, with what they reach.
    package let excluded: [String]

    package init(
        _ repository: Repository, branches: [String], include: [String], exclude: [String], everything: Bool
    ) throws {
        let local = try Self.names(repository, ["refs/heads", "refs/tags"])
        if everything {
            refs =
                try local
                + Self.names(repository, ["refs"]).filter { name in
                    !Self.untouched.contains { name.hasPrefix($0) }
                }
            excluded = []
            return
        }
        var wanted = include + branches.filter { !$0.hasPrefix("^") }
        // As Git LFS: who says only what is left out has named nothing.
        if wanted.isEmpty, include.isEmpty, exclude.isEmpty { wanted = ["HEAD"] }
        refs = try wanted.map { try Self.fullName($0, repository) }
        let named = exclude + branches.filter { $0.hasPrefix("^") }.map { String($0.dropFirst()) }
        // What a remote has is left alone unless somebody says which refs to take.
        let remote = include.isEmpty && exclude.isEmpty ? try Self.names(repository, ["refs/remotes"]) : []
        excluded = try named.map { try Self.fullName($0, repository) } + remote
    }

    /// The commits, parents first.
    func commits(of repository: Repository) throws -> [ObjectID] {
        if refs.isEmpty { return [] }
        let listing = try repository.gitChecked(
            ["rev-list", "--topo-order", "--reverse"] + refs + ["--not"] + excluded)
        return listing.text.split(separator: "\n").compactMap { ObjectID(hex: $0) }
    }

    /// Branches and tags, which are counted already, what is a remote's, git's own or where earlier migrations and
    /// git-mlops keep what must not change.
    private static let untouched = [
        "refs/heads/", "refs/tags/", "refs/remotes/", "refs/stash", "refs/notes/", "refs/bisect/", "refs/replace/",
        "refs/original/", "refs/mlops",
    ]

    private static func names(_ repository: Repository, _ folders: [String]) throws -> [String] {
        try repository.gitChecked(["for-each-ref", "--format=%(refname)"] + folders).text.split(separator: "\n")
            .map(String.init)
    }

    private static func fullName(_ name: String, _ repository: Repository) throws -> String {
        let answer = try repository.git(["rev-parse", "-q", "--verify", "--symbolic-full-name", name])
        guard answer.status.isSuccess else { throw Diagnostic.fatal("Git can't resolve ref: \"\(name)\"") }
        return answer.text.isEmpty ? name : answer.text
    }
}
