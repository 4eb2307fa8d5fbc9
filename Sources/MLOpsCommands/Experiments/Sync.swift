internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem
internal import MLOpsTracking

struct Sync: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Exchange runs with a remote",
        usage: "git mlops sync [-q] [--inbox] [<remote>]",
        discussion: "Plain git push and fetch carry runs by themselves; this is for in between.")

    @Flag(help: "Only push, to this clone's inbox: what a CI job does, which need not fetch the log first")
    var inbox = false

    @Flag(name: .shortAndLong, help: "Say only what went wrong")
    var quiet = false

    @Argument(help: "The remote; without it the one that git push would use")
    var remote: String?

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository(fetching: false)
        let remote = try self.remote ?? DefaultRemote.name(repository)
        let probe = inbox ? nil : try? QuietSync(repository, remote: remote)
        let fetched = try probe?.fetchesNothing()
        if fetched == true {
            tell("up to date with '\(remote)'", session)
            return 0
        }
        let store = try RunStore(repository, tellsHoles: false)
        try tell(try exchange(LogSync(store, remote: remote), isFetched: fetched != nil), remote, store, session)
        return 0
    }

    /// A CI job that cannot fetch still pushes what it has.
    private func exchange(_ sync: LogSync, isFetched: Bool) throws -> LogSync.PushResult {
        if inbox || sync.isDisposable { return try sync.pushToInbox() }
        do {
            if isFetched { try sync.takeFetched() } else { try sync.fetch() }
        } catch is GitError where sync.isJob {
            return try sync.pushToInbox()
        }
        return try sync.push(evenNotes: true)
    }

    private func tell(_ text: String, _ session: Session) {
        if !quiet { session.reporter.note("mlops: \(text)") }
    }

    private func tell(_ result: LogSync.PushResult, _ remote: String, _ store: RunStore, _ session: Session) throws {
        func note(_ text: String) { tell(text, session) }
        func ops(_ count: Int) -> String { count == 1 ? "1 op" : "\(count) ops" }
        switch result {
        case .nothingToPush: note("up to date with '\(remote)'")
        case .pushed(let count): note("pushed \(ops(count)) to '\(remote)'")
        case .pushedToInbox(let count):
            note("pushed \(ops(count)) to this clone's inbox on '\(remote)'")
        case .refused(let reason):
            throw Diagnostic(
                .error, "'\(remote)' refused the log: \(reason)",
                hints: RefusedPrefix.hints(store.log.layout.references))
        }
    }
}

/// The remote that a plain `git push` would use.
enum DefaultRemote {
    static func name(_ repository: Repository) throws -> String {
        let config = try repository.config
        let branch = branch(repository)
        let candidates = [
            config["branch.\(branch).pushRemote"], config["remote.pushDefault"], config["branch.\(branch).remote"],
        ]
        if let named = candidates.compactMap({ $0 }).first { return named }
        let remotes = config.subsections(of: "remote").filter { config["remote.\($0).url"] != nil }
        if remotes.contains("origin") || remotes.isEmpty { return "origin" }
        return remotes[0]
    }

    /// The branch of this worktree; empty when HEAD is detached.
    private static func branch(_ repository: Repository) -> String {
        let head = (try? Files.read(Paths.join(repository.gitDirectory, "HEAD")))?.asText ?? ""
        let prefix = "ref: refs/heads/"
        guard head.hasPrefix(prefix) else { return "" }
        return String(head.dropFirst(prefix.count).prefix { $0 != "\n" })
    }
}
