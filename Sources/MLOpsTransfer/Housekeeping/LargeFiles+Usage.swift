internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// How much large files take, by ref and by path.
package struct DiskUsage: Sendable {
    package struct Line: Sendable {
        package let name: String
        package let objects: Int
        package let bytes: Int64
        /// Of these, what no other ref needs, or what is in this clone.
        package let own: Int64
    }

    package internal(set) var refs: [Line] = []
    package internal(set) var paths: [Line] = []
    /// The local store.
    package internal(set) var storedObjects = 0
    package internal(set) var storedBytes: Int64 = 0
}

extension LargeFiles {
    /// Counts every version of each ref's history; all branches and tags when none are named. Each object counts once.
    package func usage(of names: [String]) throws -> DiskUsage {
        var usage = DiskUsage()
        let refs = try names.isEmpty ? branchesAndTags() : names
        var histories: [(name: String, files: [LargeFile])] = []
        var users: [LargeObject: Int] = [:]
        for name in refs {
            let files = try files(reachableFrom: [name], notFrom: [])
            histories.append((name, files))
            for object in Set(files.map(\.object)) { users[object, default: 0] += 1 }
        }
        usage.refs = histories.map { history in
            let objects = Set(history.files.map(\.object))
            return .init(
                name: history.name, objects: objects.count, bytes: objects.reduce(0) { $0 + $1.size },
                own: objects.reduce(0) { $0 + (users[$1] == 1 ? $1.size : 0) })
        }
        let stored = try storedObjects()
        usage.paths = byPath(histories.flatMap(\.files), stored)
        usage.storedObjects = stored.count
        usage.storedBytes = stored.reduce(0) { $0 + $1.size }
        return usage
    }

    private func byPath(_ files: [LargeFile], _ stored: Set<LargeObject>) -> [DiskUsage.Line] {
        var versions: [RepoPath: Set<LargeObject>] = [:]
        for file in files { versions[file.path, default: []].insert(file.object) }
        return versions.map { path, objects in
            DiskUsage.Line(
                name: path.quoted(), objects: objects.count, bytes: objects.reduce(0) { $0 + $1.size },
                own: objects.reduce(0) { $0 + (stored.contains($1) ? $1.size : 0) })
        }.sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
    }

    private func branchesAndTags() throws -> [String] {
        let listing = try repository.gitChecked([
            "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes",
        ])
        return listing.text.split(separator: "\n").map(String.init).filter { !$0.hasSuffix("/HEAD") && $0 != "origin" }
    }

    func storedObjects() throws -> Set<LargeObject> {
        var objects: Set<LargeObject> = []
        try store.forEachObject { objects.insert($0) }
        return objects
    }
}
