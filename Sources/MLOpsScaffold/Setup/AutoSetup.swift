internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// Sets up a fresh clone of a repository that is marked as ours, on its first `git mlops` command: a clone
/// brings neither configuration nor hooks.
///
/// Safe in a repository that nobody trusts: everything written runs our own program, or names our own refs.
package enum AutoSetup {
    /// Whether anything was done. Costs one look at the configuration when there is nothing to do, and never fails
    /// the command that it comes before. `isOurs`: the command has just made it one of ours, without a mark yet.
    @discardableResult
    package static func ensure(_ repository: Repository, isOurs: Bool = false) -> Bool {
        guard let workTree = repository.workTree, let config = try? repository.config else { return false }
        if config["mlops.setup"] == RepositoryKeys.version {
            if missingRemotes(repository, config).isEmpty { return false }
            return (try? addRemotes(repository, config)) ?? false
        }
        let isMarked = isOurs || RepositorySetup.markers.contains { Files.exists(Paths.join(workTree, $0)) }
        let setup = RepositorySetup(repository)
        guard isMarked, !Files.exists(setup.optOutFile), let report = try? setup.apply() else { return false }
        if report.configChanged {
            repository.context.reporter.note(
                "mlops: set up notes, hooks and fetching for this clone ('git mlops uninit' undoes it)")
        }
        return report.configChanged
    }

    /// Remotes that were added since, and whose fetch does not bring the log yet.
    package static func missingRemotes(_ repository: Repository, _ config: GitConfig) -> [String] {
        RepositoryKeys.remotesToFetch(config, commonDirectory: repository.commonDirectory).filter {
            !RepositoryKeys.isFetched($0, config)
        }
    }

    private static func addRemotes(_ repository: Repository, _ config: GitConfig) throws -> Bool {
        let configured = HookEvent.allCases.filter { config["hook.mlops-\($0.rawValue).event"] != nil }
        return try RepositorySetup(repository).writeKeys(configured)
    }
}
