package import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// The worktree as a tree object, made with a temporary index: the user's index, stash and HEAD are not touched.
package struct Snapshot: Sendable, Equatable {
    package let tree: ObjectID
    /// Paths that differ from HEAD, as git prints them.
    package let dirty: [String]
    /// Untracked files that were left out because of their size.
    package let omitted: [String]

    /// Untracked files above this many bytes are left out, unless a filter makes them pointers.
    static let sizeLimit: Int64 = 1 << 20
    /// Names of secrets: never part of a snapshot while they are untracked.
    static let denied = [".env", ".env.*", "*.pem", "*.key", ".netrc", "id_rsa*", "id_ed25519*", "credentials*.json"]

    /// Nil in a bare repository and with `mlops.snapshot=none`.
    package static func take(_ repository: Repository) throws -> Snapshot? {
        let mode = try repository.config["mlops.snapshot"] ?? "all"
        guard repository.workTree != nil, mode != "none" else { return nil }
        let temporary = TemporaryIndex(repository)
        defer { temporary.remove() }
        try temporary.copyCurrent()
        let git = temporary.git
        _ = try git(["add", "-u"], nil)
        let omitted = mode == "tracked" ? [] : try addUntracked(repository, git)
        guard let tree = ObjectID(hex: try git(["write-tree"], nil).text) else {
            throw GitError(.commandFailed, "cannot write the tree of the worktree")
        }
        let base = repository.resolveIfPresent("HEAD") == nil ? nil : "HEAD"
        let dirty = try base.map { try git(["diff-index", "--cached", "--name-only", "-z", $0], nil).output } ?? []
        return Snapshot(
            tree: tree, dirty: dirty.split(separator: 0).map { RepoPath(bytes: Array($0)).quoted() }, omitted: omitted)
    }

    private static func addUntracked(_ repository: Repository, _ git: TemporaryIndex.Run) throws -> [String] {
        let extra = try repository.config.all("mlops.snapshotexclude")
        let patterns = (denied + extra).flatMap { ["-x", $0] }
        let listing = try git(["ls-files", "-o", "--exclude-standard"] + patterns + ["-z"], nil).output
        let paths = listing.split(separator: 0).map { Array($0) }.filter { $0.last != UInt8(ascii: "/") }
        let large = paths.filter { (Files.info(Paths.join(repository.workTree!, $0.asText))?.size ?? 0) > sizeLimit }
        let omitted = try Set(withoutFilter(large, git))
        let added = paths.filter { !omitted.contains($0) }
        if !added.isEmpty { _ = try git(["update-index", "--add", "-z", "--stdin"], added.flatMap { $0 + [0] }) }
        return omitted.map { RepoPath(bytes: $0).quoted() }.sorted()
    }

    /// Those of `paths` to which no filter applies.
    private static func withoutFilter(_ paths: [[UInt8]], _ git: TemporaryIndex.Run) throws -> [[UInt8]] {
        if paths.isEmpty { return [] }
        let fields = try git(["check-attr", "-z", "--stdin", "filter"], paths.flatMap { $0 + [0] }).output
            .split(separator: 0, omittingEmptySubsequences: false).map { Array($0) }
        return stride(from: 0, to: fields.count - 2, by: 3).compactMap { index in
            ["unspecified", "unset"].contains(fields[index + 2].asText) ? fields[index] : nil
        }
    }
}

/// A copy of the index for one purpose.
struct TemporaryIndex {
    typealias Run = (_ arguments: [String], _ input: [UInt8]?) throws -> ChildResult

    private let repository: Repository
    private let path: String

    init(_ repository: Repository) {
        self.repository = repository
        path = Paths.join(repository.gitDirectory, "mlops-index-\(repository.context.randomBits())")
    }

    /// Starts from the user's index (GIT_INDEX_FILE when a hook runs under one).
    func copyCurrent() throws {
        let current = repository.context.environment["GIT_INDEX_FILE"]
            .map { Paths.absolute($0, in: repository.context.workingDirectory) }
        let source = current ?? Paths.join(repository.gitDirectory, "index")
        let info = Files.info(source)
        guard let info, let bytes = try Files.readIfPresent(source) else { return }
        try Files.write(bytes, to: path)
        // git compares the content of files that are as young as their index; it would not, of a younger copy.
        try Descriptor(opening: path).setModified(
            seconds: info.modifiedSeconds, nanoseconds: info.modifiedNanoseconds)
    }

    /// Runs git on this index.
    @discardableResult
    func git(_ arguments: [String], _ input: [UInt8]?) throws -> ChildResult {
        try repository.gitChecked(arguments, input: input, environment: ["GIT_INDEX_FILE": path])
    }

    func remove() {
        try? Files.remove(path)
        try? Files.remove(path + ".lock")
    }
}
