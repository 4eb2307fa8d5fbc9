internal import MLOpsCore
internal import MLOpsLFS
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSPrePush: LFSCommand {
    static let verb = LFSVerb(
        "pre-push", "Git pre-push hook implementation.", synopsis: ["git lfs pre-push <remote> [<remoteurl>]"],
        options: [.flag("dry-run", "d", "Print what would be pushed.")])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        guard let remote = arguments.words.first else { throw LFSHookUsage.exit("pre-push") }
        if try session.isOn("GIT_LFS_SKIP_PUSH") { return 0 }
        var references: [PushedReference] = []
        var input = StandardInputLines()
        while let line = input.next() {
            if let reference = PushedReference(line: line) { references.append(reference) }
        }
        let files = try session.files()
        var seen: Set<ContentID> = []
        let found = try files.pushedFiles(to: remote, references).filter { seen.insert($0.object.id).inserted }
        if arguments.has("dry-run") {
            for file in found { session.out.line("push \(file.object.id.hex) => \(file.path)") }
            return 0
        }
        let verdict = try LockVerification(files, remote: remote).verify(references, pushesLarge: !found.isEmpty)
        if !LFSLockVerdict.allows(verdict, remote: remote, session.out.line, session.tell) { return 2 }
        return try LFSPushing(session, remote: remote).push(found)
    }
}
