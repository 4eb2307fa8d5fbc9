internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct MigrateDVC: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "dvc", abstract: "Make what DVC keeps large files",
        discussion:
            "Stages pointers for the outputs of all .dvc files, with contents from DVC's cache, the worktree or DVC's "
            + "remotes (folders, S3, HTTP; SSH where rclone is installed), and removes these .dvc files. Nothing is "
            + "changed unless all of it can be had.")

    @Flag(name: [.customShort("n"), .long], help: "Show what would be converted")
    var dryRun = false

    @Flag(name: [.customShort("k"), .long], help: "Convert the others when some cannot be converted")
    var keepGoing = false

    @Flag(help: "Also outputs of stages: dvc.yaml then says 'cache: false' for them")
    var stages = false

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "Another place that has what DVC keeps: a folder, s3://..., https://..., ssh://... or rclone:remote:folder",
            valueName: "place"))
    var places: [String] = []

    @Flag(help: "Print one JSON document")
    var json = false

    @OptionGroup var progress: ProgressOptions

    @Argument(help: "The DVC project's folder; without it, the nearest upwards")
    var folder: String?

    init() {}

    func run(in session: Session) throws -> Int32 {
        let session = progress.applied(to: session)
        let repository = try session.repository()
        var options = DVCOptions()
        options.folder = folder.map { RepositoryPathArgument.fromTop($0, repository) }
        options.isDryRun = dryRun
        options.keepsGoing = keepGoing
        options.includesStages = stages
        options.places = places
        let top = repository.workTree ?? ""
        options.templates = { path, definition in
            try Pipeline.parse(definition, file: path) {
                try Files.readIfPresent(Paths.join(top, $0.description))
            }.stageOutputs
        }
        let report = try LargeFiles(repository).migrateDVC(options)
        if !dryRun, !report.isRefused, report.fileCount > 0 { session.keepsLargeFiles(repository) }
        if json {
            session.out.json(report.json(isDryRun: dryRun))
        } else {
            DVCReportView(report: report, isDryRun: dryRun).show(session)
        }
        return report.problems.isEmpty ? 0 : 1
    }
}
