internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsPipeline
internal import MLOpsStore
internal import MLOpsSystem

/// What git knows of data that no stage made: in which tree it is, and which commit brought it.
final class SourceFinder {
    /// So many steps back in history are taken for one answer in all.
    private static let walkLimit = 20_000
    /// Files above this are not read to be compared.
    private static let blobLimit = 32 << 20

    private let repository: Repository
    private var contents: [ObjectID: String] = [:]
    private var steps = 0
    private var introductions: [Place: ObjectID?] = [:]

    private struct Place: Hashable {
        let path: String
        let blob: ObjectID
        let start: ObjectID
    }

    init(_ repository: Repository) {
        self.repository = repository
    }

    /// The entry at `path` of the tree, which may not be here.
    func entry(_ path: String, in tree: ObjectID?) -> TreeEntry? {
        tree.flatMap { try? repository.entry(at: RepoPath(path), inTree: $0) }
    }

    /// SHA-256 of the file that the blob is or points to; nil when it cannot be told.
    func content(_ blob: ObjectID) -> String? {
        if let known = contents[blob] { return known }
        guard let bytes = try? repository.blob(blob), bytes.count <= Self.blobLimit else { return nil }
        let hash = PathContent.fingerprint(of: bytes).hash
        contents[blob] = hash
        return hash
    }

    /// The commit that gave `path` the content `blob`, going back from `start` where it has it; nil when that takes too
    /// long. Of a merge, a parent that has the same is followed.
    func introduction(of path: String, blob: ObjectID, from start: ObjectID) -> ObjectID? {
        let place = Place(path: path, blob: blob, start: start)
        if let known = introductions[place] { return known }
        let found = walk(path, blob, start)
        introductions[place] = .some(found)
        return found
    }

    private func walk(_ path: String, _ blob: ObjectID, _ start: ObjectID) -> ObjectID? {
        var current = start
        while steps < Self.walkLimit {
            steps += 1
            guard let commit = try? repository.commit(current) else { return nil }
            let same = commit.parents.first { parent in
                guard let tree = try? repository.commit(parent).tree else { return false }
                return entry(path, in: tree)?.id == blob
            }
            guard let same else { return current }
            current = same
        }
        return nil
    }

    /// Whether the folder with this hash holds the file; nil when its listing, of `size` bytes, is not here.
    func holds(_ folder: String, listing size: Int64?, _ path: String, hash: String) -> Bool? {
        guard let size, size < Self.blobLimit, let id = ContentID(folder),
            let file = objects?.locate(LargeObject(id: id, size: size)), let text = try? Files.read(file)
        else { return nil }
        return PathContent.hash(of: path, inListing: text) == hash
    }

    private lazy var objects: ObjectStore? = {
        guard let location = GitLocation.at(repository.gitDirectory), let config = try? repository.config else {
            return nil
        }
        return ObjectStore(of: location, environment: repository.context.environment) { config[$0] }
    }()

    /// What the commit has at the paths at which stages make things.
    func outputs(of commit: ObjectID, _ index: RunIndex) throws -> [LineageData] {
        guard repository.hasObject(commit) else { return [] }
        let tree = try repository.commit(commit).tree
        return try (index.madePaths() ?? []).compactMap { path in
            guard let entry = entry(path, in: tree), !entry.isTree else { return nil }
            return data(path, entry.id)
        }
    }

    private func data(_ path: String, _ blob: ObjectID) -> LineageData? {
        guard let hash = content(blob) else { return nil }
        return LineageData(
            path: path, key: hash,
            facts: ["path": .string(path), "sha256": .string(hash), "blob": .string(blob.hex)])
    }

    /// Files in which the two snapshots of a run without stages differ: what it wrote, as far as git has it.
    func written(by run: RunFacts?) throws -> [(path: String, key: String, facts: JSONObject)] {
        guard let run, let start = run.startTree, let end = run.endTree, start != end,
            repository.hasObject(start), repository.hasObject(end)
        else { return [] }
        let listing = try repository.git([
            "diff-tree", "-r", "--name-only", "-z", "--diff-filter=AM", start.hex, end.hex,
        ])
        guard listing.status.isSuccess else { return [] }
        return listing.output.split(separator: 0).prefix(1000).compactMap { bytes in
            let path = String(decoding: bytes, as: UTF8.self)
            guard let blob = entry(path, in: end)?.id, let data = data(path, blob) else { return nil }
            return (path, data.key, data.facts)
        }
    }
}
