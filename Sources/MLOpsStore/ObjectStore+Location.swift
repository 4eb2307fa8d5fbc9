internal import MLOpsSystem

extension ObjectStore {
    /// The store of a repository: `lfs.storage` (relative to the common git directory, as Git LFS has it) or
    /// `<common git dir>/lfs`, shared as `core.sharedRepository` says. `config` answers git config keys. Only a store of
    /// our own (`isOurs`) shares its objects with `mlops.sharedStore`: another repository's configuration has no say in
    /// where we write.
    package init(
        of location: GitLocation, environment: [String: String], isOurs: Bool = true, config: (String) -> String?
    ) {
        let folder = config("lfs.storage").flatMap { $0.isEmpty ? nil : $0 } ?? "lfs"
        let synchronized = (config("core.fsync") ?? "").split(separator: ",")
        let shared = isOurs ? config("mlops.sharedstore").flatMap { $0.isEmpty ? nil : $0 } : nil
        let sharing = SharingMode(configValue: config("core.sharedrepository"))
        if isOurs { SharedFolders.share(location.commonDirectory, sharing) }
        self.init(
            root: Paths.absolute(Self.expandHome(folder, environment: environment), in: location.commonDirectory),
            sharing: sharing,
            isDurable: synchronized.contains { ["loose-object", "objects", "added", "all"].contains($0) },
            alternates: location.alternateStores(environment: environment),
            sharedRoot: shared.map {
                Paths.absolute(Self.expandHome($0, environment: environment), in: location.commonDirectory)
            })
    }

    private static func expandHome(_ path: String, environment: [String: String]) -> String {
        guard path.hasPrefix("~/"), let home = environment["HOME"] else { return path }
        return Paths.join(home, String(path.dropFirst(2)))
    }
}
