package import MLOpsGit
internal import MLOpsSystem

/// Which ref on the server a push of a local one updates: some servers grant rights by it.
package enum PushReference {
    /// For the current branch; nil when HEAD is detached.
    package static func current(_ repository: Repository, remote: String) throws -> String? {
        let head = try repository.git(["symbolic-ref", "-q", "HEAD"])
        guard head.status.isSuccess, head.text.hasPrefix("refs/heads/") else { return nil }
        return updated(by: head.text, remote: remote, try repository.config)
    }

    /// For a branch or a tag, as it is named on a command line; nil for anything else.
    package static func named(_ name: String, _ repository: Repository, remote: String) throws -> String? {
        let config = try repository.config
        for prefix in ["refs/heads/", "refs/tags/", ""] where name.hasPrefix("refs/") == prefix.isEmpty {
            let answer = try repository.git(["show-ref", "--verify", "-q", prefix + name])
            if answer.status.isSuccess { return updated(by: prefix + name, remote: remote, config) }
        }
        return nil
    }

    /// The rules of `push.default` (git-config(1)): where a branch has an upstream that the push goes to, that one.
    package static func updated(by reference: String, remote: String, _ config: GitConfig) -> String {
        guard reference.hasPrefix("refs/heads/") else { return reference }
        let branch = reference.dropFirst(11)
        switch config["push.default"] ?? "simple" {
        case "simple" where config["branch.\(branch).remote"] == remote, "upstream", "tracking":
            return config["branch.\(branch).merge"] ?? reference
        default: return reference
        }
    }
}
