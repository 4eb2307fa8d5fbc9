internal import MLOpsGit
package import MLOpsStore

extension LargeFiles {
    /// Programs that content goes through (`lfs.extension.<name>.*`), in the order in which they clean.
    package func extensions() throws -> [ContentExtension] {
        let config = try repository.config
        return try ContentExtension.configured(keys: config.keys) { config[$0] }
    }

    package func extensionPipeline() -> ExtensionPipeline {
        ExtensionPipeline(
            store, environment: repository.programEnvironment,
            workingDirectory: repository.workTree ?? repository.gitDirectory)
    }
}
