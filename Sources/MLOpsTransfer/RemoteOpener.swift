package import MLOpsGit
internal import Synchronization

/// Opens remotes of a kind that this module does not know, a Git LFS server that is. Registered once, by the command
/// line, which knows both.
package struct RemoteOpener: Sendable {
    /// The remote behind a URL that somebody named; nil when the URL is not of this kind.
    package let url: @Sendable (RemoteSettings.Remote, Repository) throws -> (any ObjectRemote)?
    /// The server that goes with a git remote (a name or a URL; nil when there is none) and the ref there that a push
    /// updates, when nothing else is set; nil when there is none, and a repository on this machine is to be used.
    package let server: @Sendable (String?, String?, Repository) throws -> (any ObjectRemote)?

    package init(
        url: @escaping @Sendable (RemoteSettings.Remote, Repository) throws -> (any ObjectRemote)?,
        server: @escaping @Sendable (String?, String?, Repository) throws -> (any ObjectRemote)?
    ) {
        self.url = url
        self.server = server
    }

    private static let current = Mutex<RemoteOpener?>(nil)

    package static func register(_ opener: RemoteOpener) { current.withLock { $0 = opener } }

    static var registered: RemoteOpener? { current.withLock { $0 } }
}
