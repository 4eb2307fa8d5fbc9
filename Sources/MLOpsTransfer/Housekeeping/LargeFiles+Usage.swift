internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// How much the large files of a ref, or of a path, take.
package protocol DiskUsageLine: Sendable {
    var name: String { get }
    var objects: Int { get }
    var bytes: Int64 { get }
    /// Of these, what no other ref needs, or what is in this clone.
    var own: Int64 { get }
}

/// How much large files take, by ref and by path.
package struct DiskUsage: Sendable {
    package struct Line: DiskUsageLine {
        package let name: String
        package let objects: Int
        package let bytes: Int64
        package let own: Int64
    }

    package struct PathLine: DiskUsageLine {
        let path: RepoPath
        package let objects: Int
        package let bytes: Int64
        package let own: Int64

        /// The path as git prints it.
        package var name: String { path.quoted() }
    }

    package internal(set) var refs: [Line] = []
    package internal(set) var paths: [PathLine] = []
    /// The local store.
    package internal(set) var storedObjects = 0
    package internal(set) var storedBytes: Int64 = 0
}

extension LargeFiles {
    /// Counts every version of each ref's history; all branches and tags when none are named. Each object counts once.
    package func usage(of names: [String]) throws -> DiskUsage {
        var usage = DiskUsage()
        var count = try counted(names.isEmpty ? branchesAndTags() : names)
        try store.forEachObject { object in
            usage.storedObjects += 1
            usage.storedBytes += object.size
            count.markStored(object)
        }
        usage.refs = count.refLines
        usage.paths = count.pathLines()
        return usage
    }

    private func counted(_ refs: [String]) throws -> DiskUsageCount {
        var count = DiskUsageCount()
        for name in refs {
            count.begin(name)
            try forEachFile(reachableFrom: [name], notFrom: []) { count.add($0) }
        }
        return count
    }

    private func branchesAndTags() throws -> [String] {
        let listing = try repository.gitChecked([
            "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes",
        ])
        return listing.text.split(separator: "\n").map(String.init).filter { !$0.hasSuffix("/HEAD") && $0 != "origin" }
    }
}
