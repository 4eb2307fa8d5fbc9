internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsSystem

/// What git runs for `merge=mlops-lock`. Plumbing.
struct StageMergeDriver: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge-driver", abstract: "Merge dvc.lock stage by stage", shouldDisplay: false)

    @Argument(help: "What git calls %O") var base: String
    @Argument(help: "What git calls %A") var ours: String
    @Argument(help: "What git calls %B") var theirs: String
    @Argument(help: "What git calls %L") var markerSize: String
    @Argument(help: "What git calls %P") var path: String

    init() {}

    /// In the middle of a merge: nothing else may be done on the way.
    func run(in session: Session) throws -> Int32 {
        let files = [base, ours, theirs].map { Paths.absolute($0, in: session.context.workingDirectory) }
        let bytes = try files.map { try Files.read($0) }
        guard let merge = LockMerge(base: bytes[0], ours: bytes[1], theirs: bytes[2]) else {
            let text = try Repository.open(session.context).git([
                "merge-file", "-q", "--marker-size=\(markerSize)", "-L", "ours", "-L", "base", "-L", "theirs", files[1],
                files[0], files[2],
            ])
            return text.status.isSuccess ? 0 : 1
        }
        try Files.write(merge.bytes, to: files[1])
        let name = RepoPath(path).quoted(quoteHighBytes: false)
        for stage in merge.conflicts {
            let stage = RepoPath(stage).quoted(quoteHighBytes: false)
            session.reporter.note(
                "mlops: \(name): both sides changed '\(stage)'; its entry is left out, and 'git mlops repro' runs it")
        }
        return 0
    }
}
