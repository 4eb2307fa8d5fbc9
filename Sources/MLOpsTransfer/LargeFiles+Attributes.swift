package import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

extension LargeFiles {
    /// Names of filter drivers that are this program's: `mlops`, and `lfs` where it serves that one.
    package func filterNames() throws -> Set<String> {
        try servesLFS() ? ["mlops", "lfs"] : ["mlops"]
    }

    /// Whether what git runs for `filter=lfs` is this program, by its filter's name or as the `git-lfs` on PATH.
    private func servesLFS() throws -> Bool {
        guard let process = try repository.config["filter.lfs.process"] else { return false }
        if process.contains("git-mlops-filter") { return true }
        let context = repository.context
        guard process.hasPrefix("git-lfs "),
            let found = try? ChildProcess.find("git-lfs", environment: context.environment)
        else { return false }
        return Files.resolve(found) == context.executablePath
    }

    /// The `filter` attribute of each path that has one, by the `.gitattributes` of the worktree or of the index.
    package func filters(
        of paths: [RepoPath], fromIndex: Bool = false, environment: [String: String] = [:]
    ) throws -> [RepoPath: String] {
        if paths.isEmpty { return [:] }
        var input: [UInt8] = []
        for path in paths { input += path.bytes + [0] }
        let fields = try repository.gitChecked(
            ["check-attr", "-z"] + (fromIndex ? ["--cached"] : []) + ["--stdin", "filter"], input: input,
            environment: environment.merging(["GIT_FLUSH": "0"]) { first, _ in first }
        ).output
            .split(separator: 0, omittingEmptySubsequences: false)
        var result: [RepoPath: String] = [:]
        for start in stride(from: 0, to: fields.count - 2, by: 3) {
            let value = String(decoding: fields[start + 2], as: UTF8.self)
            if value != "unspecified" { result[RepoPath(bytes: Array(fields[start]))] = value }
        }
        return result
    }

    /// Entries of the index whose attributes say that our filter keeps them.
    package func trackedEntries() throws -> [Entry] {
        let names = try filterNames()
        let entries = try indexEntries().filter { $0.isFile && ($0.stage == 0 || $0.stage == 2) }
        let filters = try filters(of: entries.map(\.path))
        return entries.filter { filters[$0.path].map(names.contains) ?? false }
    }
}
