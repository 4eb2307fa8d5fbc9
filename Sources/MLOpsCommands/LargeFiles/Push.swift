internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsTerminal
internal import MLOpsTransfer

struct Push: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Send large files' contents to the remote",
        discussion:
            "Sends what the commits name, HEAD when none is given, and the remote does not have. "
            + "'git push' does this by itself, through the pre-push hook."
    )

    @Flag(help: "Send everything that any ref's history names")
    var all = false

    @Flag(help: "Send also what stages made, so that others need not make it again")
    var runCache = false

    @Flag(help: "Send also the files of registered models")
    var models = false

    @Flag(name: [.customShort("n"), .long], help: "Show what would be sent")
    var dryRun = false

    @OptionGroup var progress: ProgressOptions

    @Argument(help: "A remote, then commits")
    var arguments: [String] = []

    init() {}

    func run(in session: Session) throws -> Int32 {
        let session = progress.applied(to: session)
        let files = try LargeFiles(session.repository())
        var (remote, revisions) = try TransferArguments.split(arguments, files)
        if revisions.isEmpty { revisions = [all ? "--all" : "HEAD"] }
        if dryRun {
            try files.forEachUpload(revisions: revisions, to: remote, everything: all) { file in
                session.out.line(
                    "push \(file.object.id.hex) => \(file.path.quoted()) (\(ByteCount.text(file.object.size)))")
            }
            return 0
        }
        let code = try files.push(revisions: revisions, to: remote, everything: all).tell(session, verb: "pushed")
        let cached = runCache ? try RunCache.push(files, to: remote).tell(session, verb: "pushed") : 0
        return max(code, cached, models ? try pushModels(files, remote, session) : 0)
    }

    private func pushModels(_ files: LargeFiles, _ remote: String?, _ session: Session) throws -> Int32 {
        let contents = try session.registry().models().flatMap { model in
            model.versions.filter { !$0.isDeleted }.flatMap { version in
                version.files + model.verdicts(of: version).flatMap(\.verdict.files)
            }
        }
        return try ModelUpload.push(contents, files, to: remote).tell(session, verb: "pushed")
    }
}
