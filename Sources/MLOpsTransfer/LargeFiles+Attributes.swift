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
        var result: [RepoPath: String] = [:]
        try forEachFilter(of: paths, fromIndex: fromIndex, environment: environment) { position, filter in
            if let filter { result[paths[position]] = filter }
        }
        return result
    }

    /// Whether our filter keeps each path.
    func kept(_ paths: [RepoPath]) throws -> [Bool] {
        let names = try filterNames()
        var result = [Bool](repeating: false, count: paths.count)
        try forEachFilter(of: paths) { position, filter in result[position] = filter.map(names.contains) ?? false }
        return result
    }

    /// Tells `body` of the `filter` attribute of each path, which it names by its position.
    private func forEachFilter(
        of paths: [RepoPath], fromIndex: Bool = false, environment: [String: String] = [:],
        _ body: (Int, String?) -> Void
    ) throws {
        if paths.isEmpty { return }
        var input: [UInt8] = []
        input.reserveCapacity(paths.reduce(0) { $0 + $1.bytes.count + 1 })
        for path in paths {
            input += path.bytes
            input.append(0)
        }
        // PATH, the attribute, its value, in the order of the input.
        var field = 0
        try repository.gitRecords(
            ["check-attr", "-z"] + (fromIndex ? ["--cached"] : []) + ["--stdin", "filter"], input: input,
            environment: environment.merging(["GIT_FLUSH": "0"]) { first, _ in first }
        ) { record in
            defer { field += 1 }
            guard field % 3 == 2, field / 3 < paths.count else { return }
            body(field / 3, record.elementsEqual("unspecified".utf8) ? nil : String(decoding: record, as: UTF8.self))
        }
    }

    /// Entries of the index whose attributes say that our filter keeps them.
    package func trackedEntries() throws -> [Entry] {
        var entries: [Entry] = []
        try forEachIndexEntry { if $0.isFile && ($0.stage == 0 || $0.stage == 2) { entries.append($0) } }
        let kept = try kept(entries.map(\.path))
        return kept.contains(false) ? zip(entries, kept).filter(\.1).map(\.0) : entries
    }
}
