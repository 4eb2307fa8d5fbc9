internal import Glibc
package import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
package import MLOpsTransfer

/// Moves files of a history into or out of large files, and the refs to the new commits.
package struct Migration {
    private let files: LargeFiles
    private let scope: MigrationScope
    /// Told each file that is looked at, and of which commit.
    private let told: (ObjectID, RepoPath) -> Void

    package init(_ files: LargeFiles, _ scope: MigrationScope, told: @escaping (ObjectID, RepoPath) -> Void) {
        self.files = files
        self.scope = scope
        self.told = told
    }

    /// Which files `import` converts, and which lines that brings into `.gitattributes`.
    package struct Choice: Sendable {
        package var include: [String] = []
        package var exclude: [String] = []
        /// Only files of at least so many bytes.
        package var above: Int64?
        /// Files that `.gitattributes` of the commit says are pointers, and no others; it stays as it is.
        package var followsAttributes = false

        package init() {}

        func accepts(_ path: RepoPath, _ size: Int64) -> Bool {
            if let above, size < above { return false }
            return PathFilter(attributes: include, except: exclude).accepts(path)
        }

        /// The patterns as they were given, which every commit gets.
        var lines: [String] {
            include.map { Self.escaped($0) + Self.tracked }
                + exclude.map { Self.escaped($0) + " !text -filter -merge -diff" }
        }

        private static let tracked = " filter=lfs diff=lfs merge=lfs -text"

        /// Without patterns, a line for each file's extension, or for its path when there is none or its size decided.
        func attribute(_ path: RepoPath) -> String? {
            if followsAttributes || !include.isEmpty || !exclude.isEmpty { return nil }
            let name = Paths.name(path.description)
            if above == nil, let dot = name.lastIndex(of: ".") {
                return "*" + Self.escaped(String(name[dot...])) + Self.tracked
            }
            let literal = path.description.map { "*?[]".contains($0) ? "\\\($0)" : String($0) }.joined()
            return "/" + Self.escaped(literal) + Self.tracked
        }

        private static func escaped(_ pattern: String) -> String {
            pattern.replacing(" ", with: "[[:space:]]").replacing("\t", with: "[[:space:]]").replacing("#", with: "\\#")
        }
    }

    /// Content becomes pointers; old and new commits.
    package func importFiles(_ choice: Choice) throws -> [(old: ObjectID, new: ObjectID)] {
        let repository = files.repository
        let blobs = try BlobReader(repository)
        var pointers: [ObjectID: (blob: ObjectID, object: LargeObject)] = [:]
        return try run(followsAttributes: choice.followsAttributes, lines: choice.lines) { path, entry in
            if !choice.accepts(path, .max) { return nil }
            if let known = pointers[entry.id] {
                return choice.accepts(path, known.object.size)
                    ? HistoryRewriter.Change(blob: known.blob, attribute: choice.attribute(path)) : nil
            }
            let writer = files.store.makeWriter()
            var isAccepted = false
            let size = try blobs.read(entry.id) { size in
                isAccepted = size > 0 && choice.accepts(path, size)
                return isAccepted
            } _: { piece in
                try writer.append(piece)
            }
            if !isAccepted { return nil }
            if size < Pointer.sizeLimit, let bytes = writer.buffered, Pointer.parse(bytes) != nil {
                return choice.above == nil
                    ? HistoryRewriter.Change(blob: entry.id, attribute: choice.attribute(path)) : nil
            }
            let object = try writer.finish()
            let blob = try repository.writeBlob(Pointer(object).encoded)
            pointers[entry.id] = (blob, object)
            return HistoryRewriter.Change(blob: blob, attribute: choice.attribute(path))
        }
    }

    /// Pointers become content, which has to be here or on `remote`.
    package func exportFiles(_ choice: Choice, from remote: String?) throws -> [(old: ObjectID, new: ObjectID)] {
        let repository = files.repository
        let lines =
            choice.include.map { $0 + " !text !filter !merge !diff" }
            + choice.exclude.map { $0 + " filter=lfs diff=lfs merge=lfs -text" }
        let wanted = try files.files(reachableFrom: scope.refs, notFrom: scope.excluded.map { $0 })
            .filter { choice.accepts($0.path, .max) }
        let missing = wanted.map(\.object).filter { !files.store.contains($0) }
        if !missing.isEmpty {
            let report = try files.fetch(missing, from: RemoteResolver(repository).source(for: remote))
            if let failure = report.failures.first {
                throw Diagnostic.fatal("cannot get object \(failure.object.id.hex): \(failure.reason)")
            }
        }
        return try run(lines: lines) { path, entry in
            guard choice.accepts(path, .max) else { return nil }
            let bytes = try repository.blob(entry.id)
            guard let pointer = Pointer.parse(bytes)?.pointer else { return nil }
            return HistoryRewriter.Change(blob: try storeContent(of: pointer.object))
        }
    }

    /// In git's objects; git itself takes in what should not be held in memory.
    private func storeContent(of object: LargeObject) throws -> ObjectID {
        if object.size < 1 << 20 {
            let content = object.size == 0 ? [] : try files.store.open(object).readAll()
            return try files.repository.writeBlob(content)
        }
        guard let path = files.store.locate(object) else { throw StoreError.missing(object) }
        let id = try files.repository.gitChecked(["hash-object", "-w", "--no-filters", "--", path]).text
        guard let id = ObjectID(hex: id) else { throw Diagnostic.fatal("cannot write blob") }
        return id
    }

    private func run(
        followsAttributes: Bool = false, lines: [String],
        _ change: @escaping (RepoPath, TreeEntry) throws -> HistoryRewriter.Change?
    ) throws -> [(old: ObjectID, new: ObjectID)] {
        let tracked = followsAttributes ? TrackedPaths(files, commits: try scope.commits(of: files.repository)) : nil
        let rewriter = HistoryRewriter(
            files.repository, lines: lines, isChosen: tracked.map { $0.paths }, told: told, change: change)
        try rewriter.rewrite(scope)
        try moveRefs(rewriter)
        return rewriter.changed
    }

    /// All refs in one transaction; where they were stays below refs/original, so that it can be undone.
    private func moveRefs(_ rewriter: HistoryRewriter) throws {
        let repository = files.repository
        let stamp = "\(repository.context.now())-\(repository.context.randomBits() % 10_000)"
        var lines = ""
        // Other branches and tags follow the commits that they name.
        let local = try repository.gitChecked(["for-each-ref", "--format=%(refname)", "refs/heads", "refs/tags"]).text
            .split(separator: "\n").map(String.init)
        for ref in scope.refs + local.filter({ !scope.refs.contains($0) }) {
            let old = try repository.gitChecked(["rev-parse", ref]).text
            guard let new = try target(old, rewriter), new.hex != old else { continue }
            lines += "create refs/original/migrate-\(stamp)/\(ref) \(old)\nupdate \(ref) \(new) \(old)\n"
        }
        if lines.isEmpty { return }
        try repository.gitChecked(["update-ref", "-m", "git lfs migrate", "--stdin"], input: Array(lines.utf8))
        if repository.workTree != nil { try repository.gitChecked(["reset", "-q", "--hard"]) }
    }

    /// What a ref is to point to; an annotated tag is written again, as is one of a tag.
    private func target(_ old: String, _ rewriter: HistoryRewriter, depth: Int = 0) throws -> ObjectID? {
        guard depth < 16, let id = ObjectID(hex: old) else { return nil }
        if let commit = rewriter.commits[id] { return commit }
        let repository = files.repository
        guard try repository.gitChecked(["cat-file", "-t", old]).text == "tag" else { return nil }
        let bytes = try repository.gitChecked(["cat-file", "tag", old]).output
        let text = bytes.asText
        guard text.hasPrefix("object "), let object = ObjectID(hex: text.dropFirst(7).prefix(40)),
            let new = try target(object.hex, rewriter, depth: depth + 1), new != object
        else { return nil }
        return try repository.writeRaw(tag: Array("object \(new)".utf8) + bytes.dropFirst(47))
    }
}
