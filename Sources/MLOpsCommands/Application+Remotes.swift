internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsTransfer

extension Application {
    /// Git LFS servers: those that somebody named, and the one that goes with a git remote.
    static let lfsOpener = RemoteOpener(
        url: { remote, repository in try LFSRemote.open(remote, repository) },
        server: { gitRemote, reference, repository in
            try LFSRemote.server(for: gitRemote, reference: reference, repository)
        })
}
