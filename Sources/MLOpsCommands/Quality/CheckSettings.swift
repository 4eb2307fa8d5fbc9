internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsQuality
internal import MLOpsStore

/// The check as this repository's configuration wants it.
enum CheckSettings {
    static func check(_ repository: Repository) throws -> Check {
        let config = try repository.config
        let location = GitLocation(gitDirectory: repository.gitDirectory, commonDirectory: repository.commonDirectory)
        let store = ObjectStore(of: location, environment: repository.context.environment) { config[$0] }
        var check = Check { store.locate($0.object) }
        check.stripOptions = NotebookSettings.options(config)
        check.checksNotebooks = config.bool("mlops.checkNotebooks") ?? true
        check.checksTables = config.bool("mlops.checkTables") ?? true
        check.tableSizeLimit = config.int("mlops.checkSizeLimit") ?? check.tableSizeLimit
        check.hasLargeFileFilter = config["filter.mlops.process"] != nil || config["filter.mlops.clean"] != nil
        return check
    }

    static func emptyTree(_ repository: Repository) throws -> ObjectID {
        try repository.writeTree([])
    }
}
