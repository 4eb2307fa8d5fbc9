package import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
package import MLOpsTransfer

/// Which files `.gitattributes` of a commit says are pointers, asked of git itself by an index of our own: once for each
/// set of attributes files that a history has, with all paths that ever stood beside it.
package final class TrackedPaths {
    private struct Folder: Hashable {
        let tree: ObjectID
        let path: [UInt8]
    }

    /// What is below a folder.
    private struct Listing {
        var files: [RepoPath] = []
        /// Attributes files with what they say.
        var attributes: [Attributes] = []
    }

    private struct Attributes: Hashable {
        let path: RepoPath
        let blob: ObjectID
    }

    private let files: LargeFiles
    private let commits: [ObjectID]
    private var folders: [Folder: Listing] = [:]
    private var tracked: [[Attributes]: Set<RepoPath>]?

    /// `commits`: all that will be asked for.
    package init(_ files: LargeFiles, commits: [ObjectID]) {
        self.files = files
        self.commits = commits
    }

    /// Of all files in the commit's tree.
    package func paths(in commit: ObjectID) throws -> Set<RepoPath> {
        let known = try tracked ?? findAll()
        tracked = known
        let listing = try listing(of: commit)
        guard let tracked = known[listing.attributes], !tracked.isEmpty else { return [] }
        return Set(listing.files.filter(tracked.contains))
    }

    private func findAll() throws -> [[Attributes]: Set<RepoPath>] {
        var all: [[Attributes]: (commit: ObjectID, paths: Set<RepoPath>)] = [:]
        for commit in commits {
            let listing = try listing(of: commit)
            all[listing.attributes, default: (commit, [])].paths.formUnion(listing.files)
        }
        return try all.mapValues { try Self.tracked(among: $0.paths, in: $0.commit, files) }
    }

    private static func tracked(
        among paths: Set<RepoPath>, in commit: ObjectID, _ files: LargeFiles
    ) throws -> Set<RepoPath> {
        let repository = files.repository
        let index = "\(repository.gitDirectory)/\(files.store.makeTemporaryName())"
        let environment = ["GIT_INDEX_FILE": index]
        defer { try? Files.remove(index) }
        try repository.gitChecked(["read-tree", commit.hex], environment: environment)
        let fields = try repository.gitChecked(
            ["check-attr", "-z", "--cached", "--stdin", "filter"],
            input: paths.flatMap { $0.bytes + [0] }, environment: environment
        ).output.split(separator: 0, omittingEmptySubsequences: false)
        let names = try files.filterNames().union(["lfs"])
        var tracked: Set<RepoPath> = []
        for start in stride(from: 0, to: fields.count - 2, by: 3)
        where names.contains(String(decoding: fields[start + 2], as: UTF8.self)) {
            tracked.insert(RepoPath(bytes: Array(fields[start])))
        }
        return tracked
    }

    private func listing(of commit: ObjectID) throws -> Listing {
        try listing(Folder(tree: files.repository.commit(commit).tree, path: []))
    }

    private func listing(_ folder: Folder) throws -> Listing {
        if let known = folders[folder] { return known }
        var listing = Listing()
        for entry in try files.repository.tree(folder.tree) {
            let path = folder.path.isEmpty ? entry.name : folder.path + [UInt8(ascii: "/")] + entry.name
            if entry.isTree {
                let below = try self.listing(Folder(tree: entry.id, path: path))
                listing.files += below.files
                listing.attributes += below.attributes
            } else {
                listing.files.append(RepoPath(bytes: path))
                if entry.name == Array(".gitattributes".utf8) {
                    listing.attributes.append(Attributes(path: RepoPath(bytes: path), blob: entry.id))
                }
            }
        }
        folders[folder] = listing
        return listing
    }
}
