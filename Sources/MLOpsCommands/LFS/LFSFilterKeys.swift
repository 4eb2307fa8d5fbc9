internal import MLOpsCore
internal import MLOpsSystem

/// `filter.lfs.*` in one of git's configuration files.
struct LFSFilterKeys {
    let scope: [String]
    let context: InvocationContext

    /// The values of Git LFS's manual: with them either program serves the clone, whichever is called git-lfs.
    private static func values(skipsSmudge: Bool) -> [(name: String, value: String)] {
        let skip = skipsSmudge ? " --skip" : ""
        return [
            ("clean", "git-lfs clean -- %f"), ("smudge", "git-lfs smudge\(skip) -- %f"),
            ("process", "git-lfs filter-process\(skip)"), ("required", "true"),
        ]
    }

    /// Writes the keys. Throws when one has a value that is not Git LFS's, unless `force`; those that run
    /// git-mlops-filter do the same work without a detour and stay.
    func install(skipsSmudge: Bool, force: Bool) throws {
        if !force, !skipsSmudge, get("process")?.hasPrefix("git-mlops-filter ") == true { return }
        let known = Self.values(skipsSmudge: false) + Self.values(skipsSmudge: true)
        for (name, value) in Self.values(skipsSmudge: skipsSmudge) {
            let current = get(name)
            // Earlier ones of Git LFS wrote no `--`.
            let isKnown = known.contains {
                $0.name == name && ($0.value == current || $0.value.replacing(" -- ", with: " ") == current)
            }
            guard force || current == nil || current == "" || isKnown else {
                throw LFSExit(
                    "warning: the \"filter.lfs.\(name)\" attribute should be \"\(value)\" but is \"\(current ?? "")\"\n"
                        + "Run `git lfs install --force` to reset Git configuration.", isOutput: true)
            }
            if current != value { try git(scope + ["--replace-all", "filter.lfs.\(name)", value]) }
        }
    }

    /// Removes the section; what git said when it could not.
    func uninstall() -> String? {
        do {
            try git(scope + ["--remove-section", "filter.lfs"])
            return nil
        } catch {
            return Diagnostic(describing: error).message
        }
    }

    private func get(_ name: String) -> String? {
        let result = try? run(scope + ["--get", "filter.lfs.\(name)"])
        return result?.status.isSuccess == true ? result?.text : nil
    }

    private func git(_ arguments: [String]) throws {
        let result = try run(arguments)
        if !result.status.isSuccess {
            throw LFSExit(
                "warning: error running git 'config' \(arguments.map { "'\($0)'" }.joined(separator: " ")): "
                    + "'\(String(decoding: result.errors.prefix { $0 != 0x0a }, as: UTF8.self))'", isOutput: true)
        }
    }

    private func run(_ arguments: [String]) throws -> ChildResult {
        try ChildProcess.run(
            ["git", "config"] + arguments, workingDirectory: context.workingDirectory,
            environment: context.environment)
    }
}
