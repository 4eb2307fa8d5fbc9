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
        try forEachAttribute(["filter"], of: paths, fromIndex: fromIndex, environment: environment) {
            position, _, filter in
            if let filter { result[paths[position]] = filter }
        }
        return result
    }

    /// Whether our filter keeps each path. `alone`: and git does not convert what the filter makes, from another
    /// encoding of text (`working-tree-encoding`).
    func kept(_ paths: [RepoPath], alone: Bool = false) throws -> [Bool] {
        let names = try filterNames()
        var result = [Bool](repeating: false, count: paths.count)
        let attributes = ["filter"] + (alone ? ["working-tree-encoding"] : [])
        try forEachAttribute(attributes, of: paths) { position, attribute, value in
            if attribute == 0 {
                result[position] = value.map(names.contains) ?? false
            } else if value != nil {
                result[position] = false
            }
        }
        return result
    }

    /// Tells `body` of each path's attributes in turn; it names the path and the attribute by their positions.
    private func forEachAttribute(
        _ attributes: [String], of paths: [RepoPath], fromIndex: Bool = false, environment: [String: String] = [:],
        _ body: (Int, Int, String?) -> Void
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
            ["check-attr", "-z"] + (fromIndex ? ["--cached"] : []) + ["--stdin"] + attributes, input: input,
            environment: environment.merging(["GIT_FLUSH": "0"]) { first, _ in first }
        ) { record in
            defer { field += 1 }
            let (position, attribute) = (field / 3).quotientAndRemainder(dividingBy: attributes.count)
            guard field % 3 == 2, position < paths.count else { return }
            let isUnspecified = record.elementsEqual("unspecified".utf8)
            body(position, attribute, isUnspecified ? nil : String(decoding: record, as: UTF8.self))
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
