internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsSystem
internal import MLOpsTracking
internal import MLOpsTransfer

/// pre-push: sends large files, then the log of runs. A branch without its large files could not be checked out
/// elsewhere, so that failure stops the push; the log can follow later and stops it only when the user asked for it
/// by `mlops.push=strict`.
enum HookPrePush {
    static func run(_ arguments: [String], in session: Session) throws -> Int32 {
        let input = try Descriptor(adopting: dup(0), name: "standard input").readAll()
        let repository = try session.repository(fetching: false)
        LargeFiles.finishCheckouts(in: repository)
        let config = try repository.config
        if PushCommandLine.isDryRun(config) || arguments.isEmpty { return 0 }
        let references = input.asText.split(separator: "\n").compactMap { PushedReference(line: $0) }
        // What is committed is said, not refused: `fix` mends the next commit, not these.
        if !references.isEmpty { GuardView.show(try LargeFiles(repository).guardPush(references), session) }
        if !references.isEmpty, try !sendLargeFiles(references, arguments, repository, session) { return 1 }
        if references.contains(where: { isLog($0.remoteName) }) { return 0 }
        return sendLog(to: arguments[0], repository, config)
    }

    /// Whether the user's own push sends refs of the log (`--mirror`, say). Were they sent here before, the remote would
    /// refuse that push, which expects them as they were.
    private static func isLog(_ name: String) -> Bool {
        name.hasPrefix("\(LogReferences.standardPrefix)/") || name.hasPrefix(LogReferences.notesRoot)
    }

    private static func sendLargeFiles(
        _ references: [PushedReference], _ arguments: [String], _ repository: Repository, _ session: Session
    ) throws -> Bool {
        let files = try LargeFiles(repository)
        let pushed = try files.pushedObjects(to: arguments[0], references)
        let verdict = try LockVerification(files, remote: arguments[0]).verify(
            references, pushesLarge: !pushed.objects.isEmpty)
        let say = session.reporter.note
        guard LFSLockVerdict.allows(verdict, remote: arguments[0], say, say) else {
            session.reporter.note("mlops: nothing was pushed, because others have locked files that it changes")
            return false
        }
        let report = try files.prePush(
            pushed, to: arguments[0], reference: references.first { !$0.deletes }?.remoteName)
        if report.tell(session, verb: "pushed") == 0 { return true }
        session.reporter.note("mlops: nothing was pushed; 'git push --no-verify' pushes without large files")
        return false
    }

    /// A push to a bare address has no tracking refs to tell what is there already; the log goes to named remotes.
    private static func sendLog(to remote: String, _ repository: Repository, _ config: GitConfig) -> Int32 {
        guard config["remote.\(remote).url"] != nil, config["mlops.push"] != "off" else { return 0 }
        let isStrict = config["mlops.push"] == "strict"
        do {
            if try TrackingHooks.prePush(repository, remote: remote) || !isStrict { return 0 }
        } catch {
            repository.context.reporter.note("mlops: runs not pushed: \(Diagnostic(describing: error).message)")
            if !isStrict { return 0 }
        }
        repository.context.reporter.note("mlops: nothing was pushed, because mlops.push is strict")
        return 1
    }
}
