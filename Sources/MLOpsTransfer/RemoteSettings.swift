package import MLOpsGit

/// Which remotes for large files are named, and where: this clone's git config, or `.mlopsconfig`, the file that
/// travels with the repository. git config wins. `.mlopsconfig` can set where remotes are and the default, nothing else:
/// it comes from whoever wrote the repository.
package struct RemoteSettings: Sendable {
    package struct Remote: Sendable, Equatable {
        package let name: String
        package let url: String
        /// Whether `.mlopsconfig` says it, and so whoever wrote the repository.
        package let isShared: Bool
        package var endpoint: String?
        package var region: String?
        package var pathStyle: Bool?
        /// Of the user's AWS files; from this clone's config only.
        package var profile: String?
        /// `mlops.NAME.trusted`: where the user lets this remote send credentials to, see ``RemoteTrust``.
        package var trusted: String?

        package init(name: String, url: String, isShared: Bool = false) {
            self.name = name
            self.url = url
            self.isShared = isShared
        }

        /// Keys of `section.NAME`; nil without a URL.
        init?(_ name: String, in config: GitConfig, section: String, isShared: Bool) {
            let key = "\(section).\(name)"
            guard let url = config["\(key).url"] else { return nil }
            self.init(name: name, url: url, isShared: isShared)
            endpoint = config["\(key).endpoint"]
            region = config["\(key).region"]
            pathStyle = config.bool("\(key).pathstyle")
            if !isShared { profile = config["\(key).profile"] }
        }
    }

    package static let fileName = GitConfig.sharedFileName

    /// This clone's first, then those that only `.mlopsconfig` has.
    package let remotes: [Remote]
    /// `mlops.remote`.
    package let defaultName: String?

    package init(of repository: Repository) throws {
        let local = try repository.config
        let shared = try GitConfig.shared(of: repository)
        var remotes: [Remote] = []
        for name in local.subsections(of: "mlops") {
            if let remote = Remote(name, in: local, section: "mlops", isShared: false) { remotes.append(remote) }
        }
        for name in shared.subsections(of: "remote") where !remotes.contains(where: { $0.name == name }) {
            guard var remote = Remote(name, in: shared, section: "remote", isShared: true) else { continue }
            remote.trusted = local["mlops.\(name).trusted"]
            remotes.append(remote)
        }
        self.remotes = remotes
        defaultName = local["mlops.remote"] ?? shared["mlops.remote"]
    }

    package subscript(_ name: String) -> Remote? { remotes.first { $0.name == name } }
}
