internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// Writes which remotes for large files there are.
package struct RemoteEditor {
    private let repository: Repository
    private let settings: RemoteSettings

    package init(_ repository: Repository) throws {
        self.repository = repository
        settings = try RemoteSettings(of: repository)
    }

    /// Where a new remote is and how it is reached.
    package struct Place: Sendable {
        package var url: String
        package var endpoint: String?
        package var region: String?
        package var pathStyle: Bool?
        package var profile: String?

        package init(
            url: String, endpoint: String? = nil, region: String? = nil, pathStyle: Bool? = nil, profile: String? = nil
        ) {
            self.url = url
            self.endpoint = endpoint
            self.region = region
            self.pathStyle = pathStyle
            self.profile = profile
        }
    }

    /// Names a remote, in this clone's config or, when `shared`, in `.mlopsconfig`; makes it the one that is used when
    /// `asDefault`. A directory is created, unless a file URL or path leads to a repository. Who adds a remote trusts
    /// it, in this clone.
    package func add(_ name: String, _ place: Place, asDefault: Bool, shared: Bool) throws {
        guard Self.isName(name) else { throw Diagnostic.fatal("'\(name)' is not a valid remote name") }
        if let known = settings[name] {
            throw Diagnostic.error(
                "remote '\(name)' already exists: \(known.url)", hint: "git mlops remote remove \(name)")
        }
        var remote = RemoteSettings.Remote(name: name, url: place.url, isShared: shared)
        (remote.endpoint, remote.region) = (place.endpoint, place.region)
        (remote.pathStyle, remote.profile) = (place.pathStyle, shared ? nil : place.profile)
        if let path = LocalURL.path(place.url) {
            let absolute = Paths.absolute(
                path, in: shared ? repository.workTree ?? "/" : repository.context.workingDirectory)
            try Files.makeDirectories(absolute)
            if !shared { remote = RemoteSettings.Remote(name: name, url: absolute) }
        } else {
            try checkPlace(remote)
        }
        try write(remote, asDefault: asDefault)
    }

    /// Refuses what could not be opened, before it is written.
    private func checkPlace(_ remote: RemoteSettings.Remote) throws {
        var own = remote
        own.trusted = try RemoteTrust.needed(remote)
        _ = try RemoteResolver(repository).open(own)
    }

    private func write(_ remote: RemoteSettings.Remote, asDefault: Bool) throws {
        let file = try configFile(shared: remote.isShared)
        let section = remote.isShared ? "remote.\(remote.name)" : "mlops.\(remote.name)"
        let values = [
            ("url", remote.url), ("endpoint", remote.endpoint), ("region", remote.region),
            ("pathStyle", remote.pathStyle.map { $0 ? "true" : "false" }), ("profile", remote.profile),
        ]
        for (key, value) in values {
            if let value { try repository.gitChecked(["config"] + file + ["\(section).\(key)", value]) }
        }
        if remote.isShared, let trusted = try RemoteTrust.needed(remote) {
            try repository.gitChecked(["config", "--local", "mlops.\(remote.name).trusted", trusted])
        }
        if asDefault { try repository.gitChecked(["config"] + file + ["mlops.remote", remote.name]) }
    }

    /// Forgets a remote; the data stays where it is.
    package func remove(_ name: String) throws {
        guard let known = settings[name] else { throw Diagnostic.error("no such remote: '\(name)'") }
        let file = try configFile(shared: known.isShared)
        let section = known.isShared ? "remote.\(name)" : "mlops.\(name)"
        try repository.gitChecked(["config"] + file + ["--remove-section", section])
        if known.isShared { _ = try repository.git(["config", "--local", "--unset", "mlops.\(name).trusted"]) }
        let current = try repository.git(["config"] + file + ["--get", "mlops.remote"])
        if current.text == name { try repository.gitChecked(["config"] + file + ["--unset", "mlops.remote"]) }
    }

    private func configFile(shared: Bool) throws -> [String] {
        guard shared else { return ["--local"] }
        guard let top = repository.workTree else {
            throw Diagnostic.fatal("this operation must be run in a work tree")
        }
        return ["-f", Paths.join(top, RemoteSettings.fileName)]
    }

    /// What git accepts as a remote's name, and what fits a config section.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("-") && !name.hasPrefix(".")
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || [0x2d, 0x2e, 0x5f].contains(byte)
            }
    }
}
