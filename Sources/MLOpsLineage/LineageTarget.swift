package import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsPipeline
internal import MLOpsRegistry
internal import MLOpsSystem
package import MLOpsTracking

/// What a lineage is asked of.
package enum LineageTarget: Sendable {
    case run(RunRecord)
    case commit(ObjectID)
    case version(ModelRecord, ModelVersion)
    case data(LineageData)

    /// What `text` means: `MODEL@VERSION`, a run, a path of the worktree, `REV:PATH`, a commit, or a SHA-256; in this
    /// order, except that a path that begins with `./` is a path.
    package init(_ text: String, in store: RunStore) throws {
        if let target = try Self.version(text, store) ?? Self.run(text, store) ?? Self.path(text, store)
            ?? Self.pathOfCommit(text, store)
        {
            self = target
        } else if let commit = store.repository.resolveIfPresent(text) {
            self = .commit(commit)
        } else if text.utf8.count == 64, Hex.decode(text) != nil {
            self = .data(LineageData(path: "", key: text, facts: ["sha256": .string(text)]))
        } else {
            throw Diagnostic(
                .fatal, "no such run, model version, path or commit '\(text)'",
                hints: ["git mlops lineage <rev>|<run>|<model>@<version>|<path>"])
        }
    }

    private static func version(_ text: String, _ store: RunStore) throws -> LineageTarget? {
        guard !text.hasPrefix("./"), !text.hasPrefix("@"), let reference = try? ModelReference(text) else { return nil }
        let registry = ModelRegistry(store)
        guard let model = try registry.findIfPresent(reference.name, includeDeleted: true) else { return nil }
        return .version(model, try registry.version(reference.selector, of: model, includeDeleted: true))
    }

    private static func run(_ text: String, _ store: RunStore) throws -> LineageTarget? {
        if text.hasPrefix("./") || text.isEmpty { return nil }
        return try store.findIfPresent(text).map { .run($0) }
    }

    private static func path(_ text: String, _ store: RunStore) throws -> LineageTarget? {
        let repository = store.repository
        guard let top = repository.workTree,
            let path = Paths.relative(Paths.absolute(text, in: repository.context.workingDirectory), to: top),
            !path.isEmpty, Files.info(Paths.join(top, path), followLinks: true) != nil,
            let content = try PathContent.fingerprint(
                path, root: top, stateFolder: repository.gitDirectory, now: repository.context.now)
        else { return nil }
        return .data(data(path, content, blob: try blob(path, content, repository)))
    }

    /// The name that git has, or would have, for a file as small as those that runs keep in git.
    private static func blob(_ path: String, _ content: FileFingerprint, _ repository: Repository) throws -> String? {
        if content.count != nil || content.size > 1 << 20 { return nil }
        let result = try repository.git(["hash-object", "--no-filters", "--", path])
        return result.status.isSuccess ? String(decoding: result.output.prefix { $0 != 0x0a }, as: UTF8.self) : nil
    }

    private static func data(_ path: String, _ content: FileFingerprint, blob: String? = nil) -> LineageData {
        var facts: JSONObject = [
            "path": .string(path), "sha256": .string(content.hash), "size": .integer(content.size),
        ]
        facts["files"] = content.count.map { .integer(Int64($0)) }
        facts["blob"] = blob.map(JSONValue.string)
        return LineageData(path: path, key: content.hash, facts: facts)
    }

    private static func pathOfCommit(_ text: String, _ store: RunStore) throws -> LineageTarget? {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex,
            let commit = store.repository.resolveIfPresent(String(text[..<colon]))
        else { return nil }
        let path = Paths.normalize(String(text[text.index(after: colon)...]))
        let tree = try store.repository.commit(commit).tree
        guard let bytes = try store.repository.blob(at: RepoPath(path), inTree: tree) else {
            throw Diagnostic.fatal("path '\(path)' does not exist in '\(text[..<colon])'")
        }
        return .data(data(path, PathContent.fingerprint(of: bytes)))
    }
}
