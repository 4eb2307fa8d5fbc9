internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Signs commits of the registry with the user's own key, as git is configured to: `gpg.format`, `user.signingkey`.
/// `mlops.signRegistry` says whether, and without it `commit.gpgsign`. Runs are not signed: they are many, and nothing is
/// deployed from them.
enum CommitSigning {
    static func isWanted(for store: LogStore, in repository: Repository) throws(GitError) -> Bool {
        guard store == .registry else { return false }
        let config = try repository.config
        return config.bool("mlops.signregistry") ?? config.bool("commit.gpgsign") ?? false
    }

    /// Writes the commit, signed where that is wanted; its id and its bytes. No ref moves.
    static func write(
        _ store: LogStore, tree: ObjectID, parents: [ObjectID], message: String, in repository: Repository
    ) throws -> (id: ObjectID, raw: [UInt8]) {
        let time = repository.context.now() / 1000
        let raw = Repository.commitBytes(
            tree: tree, parents: parents, message: message, author: try repository.signature(), time: time)
        guard try isWanted(for: store, in: repository) else { return (try repository.writeCommit(raw: raw), raw) }
        return try sign(raw, tree: tree, parents: parents, message, time, repository)
    }

    /// git itself makes the commit, as it alone knows how to ask for the key. The identity is that of the unsigned bytes.
    private static func sign(
        _ raw: [UInt8], tree: ObjectID, parents: [ObjectID], _ message: String, _ time: Int64, _ repository: Repository
    ) throws -> (id: ObjectID, raw: [UInt8]) {
        let identity = try repository.signature()
        let environment = ["AUTHOR", "COMMITTER"].reduce(into: [String: String]()) { result, role in
            result["GIT_\(role)_NAME"] = identity.name
            result["GIT_\(role)_EMAIL"] = identity.email
            result["GIT_\(role)_DATE"] = "\(time) +0000"
        }
        let arguments = ["commit-tree", "-S"] + parents.flatMap { ["-p", $0.hex] } + ["-F", "-", tree.hex]
        let result = try repository.git(arguments, input: Array((message + "\n").utf8), environment: environment)
        guard result.status.isSuccess, let id = ObjectID(hex: result.output.asText.filter { !$0.isNewline }),
            let bytes = try ObjectProbe(repository).read(id)?.bytes
        else {
            let reason = result.errors.asText.split(separator: "\n").first.map(String.init) ?? "git says nothing"
            throw LogError(
                .unsigned, "cannot sign the registry's commit: \(DisplayText.oneLine(reason))",
                hints: ["git config user.signingkey <key>, or git config mlops.signRegistry false"])
        }
        return (id, bytes)
    }
}
