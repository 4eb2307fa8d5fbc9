internal import MLOpsSystem

extension GitConfig {
    /// The file with settings that travel with the repository. It comes from whoever wrote the repository: only keys
    /// that can do no harm are read from it.
    package static let sharedFileName = ".mlopsconfig"

    /// `.mlopsconfig` of the worktree, else of the index, else of HEAD. Its includes are not followed.
    package static func shared(of repository: Repository) throws(GitError) -> GitConfig {
        let name = sharedFileName
        if let top = repository.workTree, let info = Files.info(Paths.join(top, name)), info.kind == .file {
            return GitConfig(listing: try list(["-f", Paths.join(top, name)], repository))
        }
        for revision in repository.workTree == nil ? ["HEAD:"] : [":", "HEAD:"] {
            guard try repository.git(["cat-file", "-e", revision + name]).status.isSuccess else { continue }
            return GitConfig(listing: try list(["--blob", revision + name], repository))
        }
        return GitConfig(listing: [])
    }

    private static func list(_ source: [String], _ repository: Repository) throws(GitError) -> [UInt8] {
        try repository.gitChecked(["config"] + source + ["--no-includes", "--list", "-z"]).output
    }
}
