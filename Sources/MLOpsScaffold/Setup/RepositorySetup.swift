internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// What `git mlops init` does to a clone and `uninit` undoes: keys in its configuration, and hooks.
package struct RepositorySetup: Sendable {
    package struct Report: Sendable {
        package var configChanged = false
        package var hooks: [HookOutcome] = []
    }

    package let repository: Repository

    package init(_ repository: Repository) {
        self.repository = repository
    }

    package var configFile: String { Paths.join(repository.commonDirectory, "config") }

    /// Says that the user does not want this clone set up: no key can say so, as the configuration is restored.
    package var optOutFile: String { Paths.join(repository.commonDirectory, "mlops/no-setup") }

    /// Files at the top of the worktree that mark a repository as one of ours.
    package static let markers = [".mlopsconfig", "mlops.yaml"]

    /// Sets the clone up. Doing it again changes nothing.
    package func apply() throws -> Report {
        var report = Report()
        try Files.remove(optOutFile)
        let configured = try hooksForConfiguration()
        let earlier = try repository.config
        report.configChanged = try writeKeys(configured)
        for event in HookEvent.allCases where repository.workTree != nil {
            if configured.contains(event) {
                let isNew = earlier["hook.mlops-\(event.rawValue).event"] == nil
                report.hooks.append(
                    HookOutcome(event: event, action: isNew ? .written : .unchanged, path: nil, advice: []))
            } else if let folder = try hookFolder() {
                report.hooks.append(try folder.install(event))
            }
        }
        return report
    }

    /// The configuration and the hooks as they were before ``apply()``, byte for byte. Whether anything changed.
    package func revert() throws -> Bool {
        var changed = try ConfigFile.edit(configFile) { $0.removing(ConfigBlock(name: "init", entries: [])) }
        for folder in try [hookFolder(), ownHookFolder].compactMap({ $0 }) {
            for event in HookEvent.allCases { changed = try folder.remove(event) || changed }
        }
        repository.reloadConfig()
        try Files.makeDirectories(Paths.parent(optOutFile))
        try Files.write([], to: optOutFile)
        return changed
    }

    /// Writes the keys; whether the file changed.
    @discardableResult
    package func writeKeys(_ configuredHooks: [HookEvent]) throws -> Bool {
        let block = RepositoryKeys.block(
            try repository.config, commonDirectory: repository.commonDirectory, configuredHooks: configuredHooks)
        let changed = try ConfigFile.edit(configFile) { $0.adding(block) }
        if changed { repository.reloadConfig() }
        return changed
    }

    /// Events that this git runs from its configuration; ours in the hooks folder, from an older git's days, stay.
    private func hooksForConfiguration() throws -> [HookEvent] {
        guard repository.workTree != nil, let version = gitVersion, version >= .hooksInConfiguration else { return [] }
        let folder = try hookFolder()
        return try HookEvent.allCases.filter { try !(folder?.state($0).runsOurs ?? false) }
    }

    package var gitVersion: GitVersion? {
        (try? repository.git(["version"])).flatMap { GitVersion(output: $0.text) }
    }

    /// The folder in which git looks for hooks; nil when our own scripts cannot be found.
    package func hookFolder() throws -> HookFolder? {
        guard let share = repository.context.shareDirectory else { return nil }
        let answer = try repository.gitChecked(["rev-parse", "--git-path", "hooks"]).text
        let path = Paths.absolute(answer, in: repository.workTree ?? repository.gitDirectory)
        let own = Paths.join(repository.commonDirectory, "hooks")
        let isForeign = try repository.config["core.hooksPath"] != nil && Files.resolve(path) != Files.resolve(own)
        return HookFolder(path: path, isForeign: isForeign, shareDirectory: share)
    }

    /// The clone's own folder, whatever `core.hooksPath` has come to say since ours were written there.
    private var ownHookFolder: HookFolder? {
        repository.context.shareDirectory.map {
            HookFolder(path: Paths.join(repository.commonDirectory, "hooks"), isForeign: false, shareDirectory: $0)
        }
    }

    /// What each hook is now, with hooks from the configuration counted.
    package func hookStates() throws -> [(event: HookEvent, state: HookState)] {
        let folder = try hookFolder()
        let config = try repository.config
        return try HookEvent.allCases.map { event in
            if config.all("hook.mlops-\(event.rawValue).event").contains(event.rawValue),
                let version = gitVersion, version >= .hooksInConfiguration
            {
                let keys = ["hook.mlops-\(event.rawValue).enabled", "hook.\(event.rawValue).enabled"]
                return (event, keys.first { config.bool($0) == false }.map { .disabled(key: $0) } ?? .configured)
            }
            guard let folder else { return (event, .absent) }
            if folder.isForeign, folder.path.hasSuffix("/.husky/_"), try folder.huskyScriptRunsOurs(event) {
                return (event, .chained)
            }
            return (event, try folder.state(event))
        }
    }
}
