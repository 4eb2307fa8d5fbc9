internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Tables that have a schema. Schema, table and the tables that its foreign keys refer to come from the same scope.
struct TableCheck {
    /// Where a large file's content is in the local store.
    typealias Locate = @Sendable (Pointer) -> String?

    let source: CheckSource
    let locate: Locate
    /// Larger tables are passed over.
    let sizeLimit: Int64
    let timer: CheckTimer
    private let locator: SchemaLocator
    private var toldSchemas: Set<String> = []

    init(source: CheckSource, locate: @escaping Locate, sizeLimit: Int64, timer: CheckTimer) {
        self.source = source
        self.locate = locate
        self.sizeLimit = sizeLimit
        self.timer = timer
        locator = SchemaLocator(read: source.content(at:))
    }

    /// Nil: the file has no schema. A data package that cannot be read is told once.
    mutating func schema(
        of file: ChangedFile, _ attributes: CheckAttributes, _ report: inout CheckReport
    ) -> SchemaLocator.Located? {
        do {
            return try locator.locate(file.path, attributes[file.path])
        } catch {
            report.add(Diagnostic(describing: error), file.path)
            return nil
        }
    }

    /// Whether the verdict over the table may be another one after `touched` changed.
    func depends(_ file: ChangedFile, _ located: SchemaLocator.Located, on touched: Set<String>) -> Bool {
        if located.sources.contains(where: touched.contains) { return true }
        guard let schema = try? locator.schema(located) else { return false }
        return schema.referencedResources.contains { resource in
            ((try? locator.references(resource, by: file.path)) ?? []).contains(where: touched.contains)
        }
    }

    mutating func judge(
        _ file: ChangedFile, _ located: SchemaLocator.Located, _ attributes: CheckAttributes,
        _ report: inout CheckReport
    ) throws {
        guard let schema = schema(located, of: file, &report) else { return }
        guard !timer.isOver() else { return report.skip(file.path, .timeLimit) }
        do {
            guard let table = try content(file.id) else { return report.skip(file.path, .tooLarge) }
            let verdict = try TableValidator.validate(table, name: file.path, schema: schema, limits: timer.limits) {
                try reference($0, of: file)
            }
            add(verdict, of: file, schema, &report)
        } catch let absent as AbsentContent {
            report.skip(file.path, absent.path == nil ? .notDownloaded : .referenceNotDownloaded(absent.path ?? ""))
        }
    }

    private func add(
        _ verdict: ValidationReport, of file: ChangedFile, _ schema: TableSchema, _ report: inout CheckReport
    ) {
        for finding in verdict.findings { report.add(finding) }
        if verdict.omitted > 0 {
            report.problems.append(CheckProblem(path: file.path, message: "and \(verdict.omitted) more findings"))
        }
        for warning in verdict.warnings { report.addRemark("\(schema.path): \(warning)") }
        if verdict.isComplete {
            report.tables += 1
        } else {
            report.skip(file.path, .timeLimitAfter(rows: verdict.rows))
        }
    }

    /// What is wrong with a schema is told once for all tables that share it.
    private mutating func schema(
        _ located: SchemaLocator.Located, of file: ChangedFile, _ report: inout CheckReport
    ) -> TableSchema? {
        do {
            if let schema = try locator.schema(located) { return schema }
            guard toldSchemas.insert(located.key).inserted else { return nil }
            report.problems.append(
                CheckProblem(path: file.path, message: "its schema '\(located.path)' is not in the commit"))
            report.addHint("git add \(located.path), or remove the attribute mlops-schema")
        } catch {
            if toldSchemas.insert(located.key).inserted {
                report.add(Diagnostic(describing: error), RepoPath(located.path))
            }
        }
        return nil
    }

    private func reference(_ resource: String, of file: ChangedFile) throws -> ReferenceTable? {
        guard let path = try locator.referenced(resource, by: file.path), let id = try source.entry(path) else {
            return nil
        }
        let name = RepoPath(path)
        let attributes = try CheckAttributes(source.repository, of: [name], environment: source.environment)
        let schema = try locator.locate(name, attributes[name]).flatMap { try locator.schema($0) }
        do {
            guard let content = try content(id) else { throw AbsentContent(path: path) }
            return ReferenceTable(name: name, content: content, schema: schema)
        } catch is AbsentContent {
            throw AbsentContent(path: path)
        }
    }

    /// A large file of which only the pointer is here; `path` when it is another table that a foreign key needs.
    private struct AbsentContent: Error {
        let path: String?
    }

    /// The table, through its pointer when it is a large file; nil when it is too large.
    private func content(_ id: ObjectID) throws -> TableContent? {
        let blob = try source.content(id)
        guard let pointer = Pointer.parse(blob)?.pointer else {
            return blob.count <= sizeLimit ? .bytes(blob) : nil
        }
        guard let path = locate(pointer) else { throw AbsentContent(path: nil) }
        return pointer.size <= sizeLimit ? .file(path) : nil
    }
}
