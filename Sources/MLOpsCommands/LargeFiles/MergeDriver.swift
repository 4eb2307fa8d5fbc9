internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTransfer

/// What git runs for `merge=mlops`. Plumbing.
struct MergeDriver: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge-driver", abstract: "Merge a large file", shouldDisplay: false)

    @Argument(help: "What git calls %O") var base: String
    @Argument(help: "What git calls %A") var ours: String
    @Argument(help: "What git calls %B") var theirs: String
    @Argument(help: "What git calls %L") var markerSize: String
    @Argument(help: "What git calls %P") var path: String
    @Argument(help: "What git calls %Y") var label: String?

    init() {}

    /// In the middle of a merge: nothing else may be done on the way.
    func run(in session: Session) throws -> Int32 {
        let files = try LargeFiles(Repository.open(session.context))
        return try PointerMerge(files).run(
            MergeRequest(
                base: absolute(base, session), ours: absolute(ours, session), theirs: absolute(theirs, session),
                markerSize: markerSize, path: path, label: label))
    }

    private func absolute(_ path: String, _ session: Session) -> String {
        Paths.absolute(path, in: session.context.workingDirectory)
    }
}
