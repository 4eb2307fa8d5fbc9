package import MLOpsCore
internal import MLOpsDocuments
package import MLOpsGit
internal import MLOpsSystem

/// Judges working files by their schemas, on request: what the hook does for blobs.
package enum SchemaFiles {
    /// A file that was judged, or why not.
    package enum Outcome: Sendable {
        case judged(ValidationReport)
        /// It has no schema: nothing to judge.
        case noSchema
    }

    /// `paths` are relative to the top. Each is judged by `schema` when given, else by its attribute `mlops-schema`
    /// as the worktree's .gitattributes have it.
    package static func check(
        _ paths: [RepoPath], schema: String?, _ repository: Repository
    ) throws -> [(path: RepoPath, outcome: Outcome)] {
        let top = repository.workTree ?? repository.gitDirectory
        let attributes = try schema == nil ? CheckAttributes(repository, ofWorkingFiles: paths) : nil
        var schemas: [String: TableSchema] = [:]
        return try paths.map { path in
            guard let name = schema ?? attributes?[path].schema else { return (path, .noSchema) }
            // An attribute comes with the repository: it names nothing outside of it.
            if schema == nil, Paths.normalize(name).hasPrefix("..") || name.hasPrefix("/") {
                throw Diagnostic.error("\(path.quoted()): its schema '\(name)' is outside of the repository")
            }
            let rules =
                try schemas[name]
                ?? TableSchema(Document.parse(Files.read(Paths.join(top, name)), path: name), path: name)
            schemas[name] = rules
            // Paths of the command line are text already.
            let file = Paths.join(top, path.description)
            guard Files.info(file)?.kind != .symbolicLink else { return (path, .noSchema) }
            let bytes = try Files.read(file)
            return (path, .judged(TableValidator.validate(bytes, name: path, schema: rules)))
        }
    }

    /// Every tracked file that has a schema.
    package static func all(_ repository: Repository) throws -> [RepoPath] {
        let files = try repository.gitChecked(["ls-files", "-z"]).output.split(separator: 0).map {
            RepoPath(bytes: Array($0))
        }
        let attributes = try CheckAttributes(repository, ofWorkingFiles: files)
        return files.filter { attributes[$0].schema != nil }
    }
}
