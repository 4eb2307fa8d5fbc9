package import MLOpsCore
internal import MLOpsDocuments
package import MLOpsGit
internal import MLOpsSystem

/// Judges working files by their schemas, on request: what the hook does for blobs.
package struct SchemaFiles {
    /// A file that was judged, or why not.
    package enum Outcome: Sendable {
        case judged(ValidationReport)
        /// It has no schema: nothing to judge.
        case noSchema
    }

    private let top: String
    private let repository: Repository
    private let locator: SchemaLocator

    package init(_ repository: Repository) {
        self.repository = repository
        let top = repository.workTree ?? repository.gitDirectory
        self.top = top
        locator = SchemaLocator { path in
            // Links may lead out of the worktree.
            guard let file = Self.file(path, in: top), Files.info(file)?.kind == .file else { return nil }
            return try Files.readIfPresent(file)
        }
    }

    /// `paths` are relative to the top. Each is judged by `schema` when given, else by its own as the worktree's
    /// .gitattributes, data packages and schema files have it.
    package func check(_ paths: [RepoPath], schema: String?) throws -> [(path: RepoPath, outcome: Outcome)] {
        let attributes = try CheckAttributes(repository, ofWorkingFiles: paths)
        let given = try schema.map { name in
            try TableSchema(Document.parse(Files.read(Paths.join(top, name)), path: name), path: name)
        }
        return try paths.map { path in
            // Paths of the command line are text already.
            let file = Paths.join(top, path.description)
            guard let rules = try given ?? own(path, attributes), Files.info(file)?.kind != .symbolicLink else {
                return (path, .noSchema)
            }
            let report = try TableValidator.validate(.file(file), name: path, schema: rules) {
                try reference($0, by: path)
            }
            return (path, .judged(report))
        }
    }

    private func own(_ path: RepoPath, _ attributes: CheckAttributes) throws -> TableSchema? {
        guard let located = try locator.locate(path, attributes[path]) else { return nil }
        // An attribute comes with the repository: it names nothing outside of it.
        if Self.file(located.path, in: top) == nil {
            throw Diagnostic.error("\(path.quoted()): its schema '\(located.path)' is outside of the repository")
        }
        if let schema = try locator.schema(located) { return schema }
        throw Diagnostic.error("\(path.quoted()): its schema '\(located.path)' is not there")
    }

    private func reference(_ resource: String, by path: RepoPath) throws -> ReferenceTable? {
        guard let found = try locator.referenced(resource, by: path), let file = Self.file(found, in: top),
            Files.info(file)?.kind == .file
        else { return nil }
        let name = RepoPath(found)
        let attributes = try CheckAttributes(repository, ofWorkingFiles: [name])
        let schema = try locator.locate(name, attributes[name]).flatMap { try locator.schema($0) }
        return ReferenceTable(name: name, content: .file(file), schema: schema)
    }

    /// The file at `path` below `top`; nil when the path leads out.
    private static func file(_ path: String, in top: String) -> String? {
        DataPackage.inside("", path).map { Paths.join(top, $0) }
    }

    /// Every tracked file that has a schema.
    package func all() throws -> [RepoPath] {
        let files = try repository.gitChecked(["ls-files", "-z"]).output.split(separator: 0).map {
            RepoPath(bytes: Array($0))
        }
        let attributes = try CheckAttributes(repository, ofWorkingFiles: files)
        return try files.filter { try locator.locate($0, attributes[$0]) != nil }
    }
}
