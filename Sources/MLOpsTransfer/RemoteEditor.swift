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

    /// Names a remote, in this clone's config or, when `shared`, in `.mlopsconfig`; makes it the one that is used when
    /// `asDefault`. A directory is created, unless a file URL or path leads to a repository.
    package func add(_ name: String, url: String, asDefault: Bool, shared: Bool) throws {
        guard Self.isName(name) else { throw Diagnostic.fatal("'\(name)' is not a valid remote name") }
        if let known = settings[name] {
            throw Diagnostic.error(
                "remote '\(name)' already exists: \(known.url)", hint: "git mlops remote remove \(name)")
        }
        guard let path = LocalURL.path(url) else {
            throw Diagnostic.fatal(
                "cannot use '\(url)' as a remote: not a directory", hint: "directories and file:// URLs are supported")
        }
        let absolute = Paths.absolute(
            path, in: shared ? repository.workTree ?? "/" : repository.context.workingDirectory)
        try Files.makeDirectories(absolute)
        let file = try configFile(shared: shared)
        let key = shared ? "remote.\(name).url" : "mlops.\(name).url"
        try repository.gitChecked(["config"] + file + [key, shared ? url : absolute])
        if asDefault { try repository.gitChecked(["config"] + file + ["mlops.remote", name]) }
    }

    /// Forgets a remote; the data stays where it is.
    package func remove(_ name: String) throws {
        guard let known = settings[name] else { throw Diagnostic.error("no such remote: '\(name)'") }
        let file = try configFile(shared: known.isShared)
        let section = known.isShared ? "remote.\(name)" : "mlops.\(name)"
        try repository.gitChecked(["config"] + file + ["--remove-section", section])
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
