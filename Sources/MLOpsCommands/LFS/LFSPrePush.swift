internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSPrePush: LFSCommand {
    static let verb = LFSVerb(
        "pre-push", "Git pre-push hook implementation.", synopsis: ["git lfs pre-push <remote> [<remoteurl>]"],
        options: [.flag("dry-run", "d", "Print what would be pushed.")])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        guard let word = arguments.words.first else { throw LFSHookUsage.exit("pre-push") }
        if try session.isOn("GIT_LFS_SKIP_PUSH") { return 0 }
        let repository = try session.repository()
        let remote = try LFSRemotes.name(of: word, repository)
        try LFSRemotes.check(remote, repository)
        var references: [PushedReference] = []
        var input = StandardInputLines()
        while let line = input.next() {
            if line.allSatisfy(\.isWhitespace) { continue }
            guard let reference = PushedReference(line: line, resolve: { repository.resolveIfPresent($0) }) else {
                throw LFSExit("ref \"\(line.prefix { $0 != " " })\": cannot find what is pushed: '\(line)'")
            }
            references.append(reference)
        }
        let files = try session.files()
        var seen: Set<ContentID> = []
        let groups = try references.filter { !$0.deletes }.map { reference in
            let found = try files.pushedFiles(to: remote, [reference], asksRemote: true)
            return LFSPushing.Group(
                reference: reference.remoteName, files: found.filter { seen.insert($0.object.id).inserted })
        }
        let pushing = LFSPushing(session, remote: remote)
        if arguments.has("dry-run") {
            pushing.show(groups)
            return 0
        }
        let verdict = try LockVerification(files, remote: remote).verify(references, pushesLarge: !seen.isEmpty)
        if !LFSLockVerdict.allows(verdict, remote: remote, session.out.line, session.tell) { return 2 }
        return try pushing.push(groups)
    }
}
