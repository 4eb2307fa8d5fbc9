internal import MLOpsCore
internal import MLOpsSystem

/// Tables that have a schema by the attribute `mlops-schema=PATH`. Schema and table come from the same scope.
struct TableCheck {
    let source: CheckSource
    let checker: any TableChecker
    let objectPath: @Sendable (Pointer) -> String?
    /// Larger tables are not read into memory by a hook.
    let sizeLimit: Int64
    private var schemas: [String: [UInt8]?] = [:]

    init(
        source: CheckSource, checker: any TableChecker, objectPath: @escaping @Sendable (Pointer) -> String?,
        sizeLimit: Int64
    ) {
        self.source = source
        self.checker = checker
        self.objectPath = objectPath
        self.sizeLimit = sizeLimit
    }

    mutating func judge(_ file: ChangedFile, schemaPath: String, _ report: inout CheckReport) throws {
        guard let schema = try schema(schemaPath) else {
            report.problems.append(
                CheckProblem(path: file.path, message: "its schema '\(schemaPath)' is not in the commit"))
            report.addHint("git add \(schemaPath), or remove the attribute mlops-schema")
            return
        }
        guard let table = try content(file, &report) else { return }
        report.tables += 1
        do {
            let (problems, hints) = try checker.problems(
                of: table, named: file.path.quoted(), schema: schema, named: schemaPath)
            report.problems += problems.map { CheckProblem(path: file.path, line: $0.line, message: $0.message) }
            for hint in hints { report.addHint(hint) }
        } catch {
            let cause = Diagnostic(describing: error).message
            report.problems.append(CheckProblem(path: RepoPath(schemaPath), message: cause))
        }
    }

    private mutating func schema(_ path: String) throws -> [UInt8]? {
        if let known = schemas[path] { return known }
        let bytes = try source.content(at: path)
        schemas[path] = .some(bytes)
        return bytes
    }

    /// The table, through its pointer when it is a large file; nil (and a line in the report) when it is not here.
    private func content(_ file: ChangedFile, _ report: inout CheckReport) throws -> [UInt8]? {
        let blob = try source.content(file.id)
        guard let pointer = Pointer.parse(blob)?.pointer else { return blob }
        guard let path = objectPath(pointer) else {
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
