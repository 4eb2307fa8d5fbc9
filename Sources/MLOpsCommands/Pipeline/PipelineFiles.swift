internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsSystem

/// Where the pipeline files of a repository are.
struct PipelineFiles {
    let repository: Repository

    private var top: String { repository.workTree ?? "" }

    /// The folders with a pipeline in a commit's tree, else in the worktree: the one that counts for the working folder
    /// first, the others by name. What the worktree's `.dvcignore` files name is left out.
    func folders(inTree tree: ObjectID?) throws -> [String] {
        let found: Set<String>
        if let tree {
            let all = try repository.folders(holding: Pipeline.fileNames, inTree: tree).map(\.description)
            var ignored = IgnoreRules(root: top)
            found = Set(all.filter { repository.workTree == nil || !ignored.ignores($0) })
        } else {
            found = Set(try inWorktree(Pipeline.fileNames).map(RelativePath.parent))
        }
        var nearest = RelativePath.normalize(repository.prefix)
        while !nearest.isEmpty, !found.contains(nearest) { nearest = RelativePath.parent(nearest) }
        return [nearest] + found.filter { $0 != nearest }.sorted()
    }

    /// Files of those names that git tracks or could track, sorted, without what a `.dvcignore` names. A name may hold
    /// `*` and `?`.
    func inWorktree(_ names: [String]) throws -> [String] {
        let listing = try repository.gitChecked(
            ["ls-files", "-z", "--full-name", "--cached", "--others", "--exclude-standard", "--"]
                + names.map { ":(top,glob)**/\($0)" }
        ).output
        var ignored = IgnoreRules(root: top)
        return Set(listing.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }).sorted()
            .filter { Files.exists(Paths.join(top, $0)) && !ignored.ignores($0) }
    }
}
