internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// The keys that every clone of a git-mlops repository carries in its own configuration.
package enum RepositoryKeys {
    /// Raised when the keys change, so that clones set up by an earlier version are brought up to date.
    package static let version = "2"

    /// What makes a plain `git fetch` bring the log.
    package static func refspecs(remote: String, _ config: GitConfig) -> [String] {
        LogReferences(configuredPrefix: config["mlops.refPrefix"]).fetchRefspecs(
            remote, stores: LogReferences.stores(configured: config.all("mlops.stores")))
    }

    /// Whether a plain `git fetch` brings the log from `remote`.
    package static func isFetched(_ remote: String, _ config: GitConfig) -> Bool {
        Set(config.all("remote.\(remote).fetch")).isSuperset(of: refspecs(remote: remote, config))
    }

    /// Remotes whose plain `git fetch` should bring the log. None in a shallow or partial clone: there the
    /// refspec would cut the log short; our own fetch brings it whole.
    package static func remotesToFetch(_ config: GitConfig, commonDirectory: String) -> [String] {
        let shallow = Files.info(Paths.join(commonDirectory, "shallow"))
        if let shallow, shallow.size > 0 { return [] }
        if config["extensions.partialClone"] != nil { return [] }
        return config.subsections(of: "remote").filter { remote in
            guard config["remote.\(remote).url"] != nil, isSafe(remote) else { return false }
            if config.bool("remote.\(remote).promisor") == true { return false }
            return !config.all("remote.\(remote).fetch").contains {
                $0.hasPrefix("+refs/*:") || $0.hasPrefix("refs/*:")
            }
        }
    }

    /// Names that make a valid ref and need no quoting.
    private static func isSafe(_ remote: String) -> Bool {
        !remote.isEmpty && !remote.contains("..") && !remote.hasPrefix("/") && !remote.hasSuffix("/")
            && !remote.hasSuffix(".lock")
            && remote.utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7f && !"~^:?*[\\\"".utf8.contains($0)
            }
    }

    /// `configuredHooks`: events that git shall run from the configuration instead of the hooks folder.
    package static func block(
        _ config: GitConfig, commonDirectory: String, configuredHooks: [HookEvent] = []
    ) -> ConfigBlock {
        var entries: [ConfigBlock.Entry] = [.init("mlops", nil, "setup", version)]
        for remote in remotesToFetch(config, commonDirectory: commonDirectory) {
            for refspec in refspecs(remote: remote, config) {
                entries.append(.init("remote", remote, "fetch", refspec))
            }
        }
        entries.append(.init("notes", nil, "displayRef", "refs/notes/mlops/*"))
        entries.append(.init("notes", nil, "rewriteRef", "refs/notes/mlops/*"))
        // One mode serves all notes: a choice that the user made for their own is left alone.
        if (config["notes.rewriteMode"] ?? "cat_sort_uniq") == "cat_sort_uniq" {
            entries.append(.init("notes", nil, "rewriteMode", "cat_sort_uniq"))
        }
        for name in ["metrics", "params", "lineage"] {
            entries.append(.init("notes", "mlops/\(name)", "mergeStrategy", "cat_sort_uniq"))
        }
        for event in configuredHooks {
            entries.append(.init("hook", "mlops-\(event.rawValue)", "event", event.rawValue))
            entries.append(.init("hook", "mlops-\(event.rawValue)", "command", hookCommand(event)))
        }
        return ConfigBlock(name: "init", entries: entries)
    }

    /// git runs it with sh and appends `"$@"`.
    static func hookCommand(_ event: HookEvent) -> String {
        let (effect, code) = event.isNeeded ? ("nothing is pushed", 1) : ("\(event.rawValue) does nothing", 0)
        let absent = "{ echo 'mlops: git-mlops is not on PATH, so \(effect)' >&2; exit \(code); }"
        return "command -v git-mlops >/dev/null || \(absent); git mlops hook \(event.rawValue)"
    }
}
