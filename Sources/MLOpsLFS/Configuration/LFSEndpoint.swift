/// Where a Git LFS server is.
package struct LFSEndpoint: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// `url` is the base of the API.
        case http
        /// Ask `ssh` first; `url` is what is guessed when it does not know.
        case ssh(SSHTarget)
        /// `url` is a `file://` URL: no server, the standalone adapter.
        case file
        /// Nothing that this client can talk to.
        case unknown
    }

    package let kind: Kind
    package let url: String
    /// What the configuration says, aliases replaced, before anything was derived from it.
    package let original: String
    /// Whether `original` is a server's own address, and not a git repository's.
    package let isServer: Bool

    package init(kind: Kind, url: String, original: String, isServer: Bool = false) {
        self.isServer = isServer
        self.kind = kind
        self.url = url
        self.original = original
    }

    package var ssh: SSHTarget? {
        if case .ssh(let target) = kind { target } else { nil }
    }
}

/// `[user@]host`, a port and a path there.
package struct SSHTarget: Sendable, Equatable {
    package let userAndHost: String
    package let port: String?
    package let path: String

    package init(userAndHost: String, port: String?, path: String) {
        self.userAndHost = userAndHost
        self.port = port
        self.path = path
    }
}
