internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsNotebook
internal import MLOpsQuality
internal import MLOpsStore
internal import MLOpsTransfer

/// The check as this repository's configuration wants it.
enum CheckSettings {
    /// Seconds that the pre-commit hook may take: longer than that, and people commit without it.
    private static let hookTimeLimit: Int64 = 10

    static func check(_ repository: Repository) throws -> Check {
        let config = try repository.config
        let location = GitLocation(gitDirectory: repository.gitDirectory, commonDirectory: repository.commonDirectory)
        let store = ObjectStore(of: location, environment: repository.context.environment) { config[$0] }
        var check = Check { store.locate($0.object) }
        check.stripOptions = NotebookSettings.options(config)
        check.checksNotebooks = config.bool("mlops.checkNotebooks") ?? true
        check.checksSecrets = config.bool("mlops.checkSecrets") ?? true
        check.notebookSizeLimit = NotebookSettings.review(config).sizeLimit
        check.checksTables = config.bool("mlops.checkTables") ?? true
        check.tableSizeLimit = config.int("mlops.checkSizeLimit") ?? check.tableSizeLimit
        check.isStrict = config.bool("mlops.checkStrict") ?? false
        check.requiresSchema = config.bool("mlops.requireSchema") ?? false
        check.hasLargeFileFilter = config["filter.mlops.process"] != nil || config["filter.mlops.clean"] != nil
        check.otherRules = { try largeFiles(repository, $0) }
        return check
    }

    /// As the hook does it: with an end. `mlops.checkTimeLimit` is in seconds; 0 leaves everything out, -1 nothing.
    static func hookCheck(_ repository: Repository) throws -> Check {
        var check = try check(repository)
        let seconds = try repository.config.int("mlops.checkTimeLimit") ?? hookTimeLimit
        guard seconds >= 0 else { return check }
        check.timer = CheckTimer(limit: min(seconds, 1_000_000) * 1000, now: repository.context.now)
        return check
    }

    private static func largeFiles(
        _ repository: Repository, _ files: [Check.JudgedFile]
    ) throws -> [Check.OtherProblem] {
        let guarded = files.map { LargeFiles.Guarded(path: $0.path, blob: $0.blob, filter: $0.filter) }
        return try LargeFiles(repository).guardFiles(guarded).map {
            Check.OtherProblem(path: $0.path, message: $0.message, hints: GuardView.hints($0))
        }
    }
}
