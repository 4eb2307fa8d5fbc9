internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsSystem

/// Tables that have a schema by the attribute `mlops-schema=PATH`. Schema and table come from the same scope.
struct TableCheck {
    /// Where a large file's content is in the local store.
    typealias Locate = @Sendable (Pointer) -> String?

    let source: CheckSource
    let locate: Locate
    /// Larger tables are not read into memory by a hook.
    let sizeLimit: Int64
    private var schemas: [String: TableSchema?] = [:]

    init(source: CheckSource, locate: @escaping Locate, sizeLimit: Int64) {
        self.source = source
        self.locate = locate
        self.sizeLimit = sizeLimit
    }

    mutating func judge(_ file: ChangedFile, schemaPath: String, _ report: inout CheckReport) throws {
        guard let schema = try schema(schemaPath, of: file, &report), let table = try content(file, &report) else {
            return
        }
        report.tables += 1
        let verdict = TableValidator.validate(table, name: file.path, schema: schema)
        for finding in verdict.findings { report.add(finding) }
        if verdict.omitted > 0 {
            report.problems.append(CheckProblem(path: file.path, message: "and \(verdict.omitted) more findings"))
        }
        for warning in verdict.warnings { report.addRemark("\(schemaPath): \(warning)") }
    }

    /// Read once for all tables that share it; what is wrong with it is told once.
    private mutating func schema(
        _ path: String, of file: ChangedFile, _ report: inout CheckReport
    ) throws -> TableSchema? {
        if let known = schemas[path] { return known }
        let schema = try read(path, of: file, &report)
        schemas[path] = .some(schema)
        return schema
    }

    private func read(_ path: String, of file: ChangedFile, _ report: inout CheckReport) throws -> TableSchema? {
        guard let bytes = try source.content(at: path) else {
            report.problems.append(
                CheckProblem(path: file.path, message: "its schema '\(path)' is not in the commit"))
            report.addHint("git add \(path), or remove the attribute mlops-schema")
            return nil
        }
        do {
            return try TableSchema(Document.parse(bytes, path: path), path: path)
        } catch {
            let diagnostic = Diagnostic(describing: error)
            report.problems.append(CheckProblem(description: diagnostic.message, path: RepoPath(path)))
            for hint in diagnostic.hints { report.addHint(hint) }
            return nil
        }
    }

    /// The table, through its pointer when it is a large file; nil (and a line in the report) when it is not here.
    private func content(_ file: ChangedFile, _ report: inout CheckReport) throws -> [UInt8]? {
        let blob = try source.content(file.id)
        guard let pointer = Pointer.parse(blob)?.pointer else { return blob }
        guard let path = locate(pointer) else {
            report.skipped.append(CheckSkip(path: file.path, reason: "not downloaded"))
            return nil
        }
        guard pointer.size <= sizeLimit else {
            report.skipped.append(CheckSkip(path: file.path, reason: "larger than mlops.checkSizeLimit"))
            return nil
        }
        return try Files.read(path)
    }
}
