internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTracking

struct Sync: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Exchange runs with a remote",
        usage: "git mlops sync [<remote>]",
        discussion: "Plain git push and fetch carry runs by themselves; this is for in between.")

    @Argument(help: "The remote; without it the one that git push would use")
    var remote: String?

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        let remote = try self.remote ?? DefaultRemote.name(repository)
        let store = try RunStore(repository)
        let sync = LogSync(store, remote: remote)
        try sync.fetch()
        let result = try sync.push()
        try NotesProjection.update(in: store)
        switch result {
        case .nothingToPush: session.reporter.note("mlops: up to date with '\(remote)'")
        case .pushed(let count):
            session.reporter.note("mlops: pushed \(count) log \(count == 1 ? "commit" : "commits") to '\(remote)'")
        case .pushedToInbox: session.reporter.note("mlops: pushed to this clone's inbox on '\(remote)'")
        case .refused(let reason):
            throw Diagnostic.error(
                "'\(remote)' refused the log: \(reason)",
                hint: "set mlops.refPrefix when the host takes only refs/heads and refs/tags")
        }
        return 0
    }
}

/// The remote that a plain `git push` would use.
enum DefaultRemote {
    static func name(_ repository: Repository) throws -> String {
        let config = try repository.config
        let branch = try repository.git(["symbolic-ref", "--quiet", "--short", "HEAD"]).text
        let candidates = [
            config["branch.\(branch).pushRemote"], config["remote.pushDefault"], config["branch.\(branch).remote"],
        ]
        if let named = candidates.compactMap({ $0 }).first { return named }
        let remotes = config.subsections(of: "remote").filter { config["remote.\($0).url"] != nil }
        if remotes.contains("origin") || remotes.isEmpty { return "origin" }
        return remotes[0]
    }
}
