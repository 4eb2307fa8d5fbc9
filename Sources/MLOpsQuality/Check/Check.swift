package import MLOpsCore
package import MLOpsGit
package import MLOpsNotebook

/// The one check behind the pre-commit hook, the pre-commit framework and CI: notebooks are stripped, tables obey
/// their schemas. It judges blobs of an index or a commit; nothing is stashed and no working file is touched.
package struct Check: Sendable {
    package var checksNotebooks = true
    package var checksTables = true
    /// Whether notebooks with what looks like an access key are refused.
    package var checksSecrets = true
    /// Of a stripped notebook, in bytes.
    package var notebookSizeLimit = NotebookReview().sizeLimit
    package var stripOptions = StripOptions()
    /// Whether git knows the filter of large files here; if not, what is marked as one was staged whole.
    package var hasLargeFileFilter = true
    /// Where a large file's content is in the local store; nil when it is not there.
    package var objectPath: @Sendable (Pointer) -> String?
    package var tableSizeLimit: Int64 = 256 << 20
    package var timer = CheckTimer.unlimited
    /// Whether notebooks of an index are stripped in it. git ignores what a hook changes before a merge's commit.
    package var mendsNotebooks = true
    /// A file that has a rule and cannot be judged is a problem, not a remark.
    package var isStrict = false
    /// A table that nothing gives a schema is a problem.
    package var requiresSchema = false
    /// What other rules have against files that the scope adds or changes.
    package typealias OtherRule = @Sendable ([JudgedFile]) throws -> [OtherProblem]
    package var otherRules: OtherRule = { _ in [] }

    package struct JudgedFile: Sendable {
        package let path: RepoPath
        package let blob: ObjectID
        /// The value of the attribute `filter`; nil: unspecified.
        package let filter: String?
    }

    package struct OtherProblem: Sendable {
        package let path: RepoPath
        /// One line with the path in it.
        package let message: String
        package let hints: [String]

        package init(path: RepoPath, message: String, hints: [String]) {
            self.path = path
            self.message = message
            self.hints = hints
        }
    }

    package init(objectPath: @escaping @Sendable (Pointer) -> String?) {
        self.objectPath = objectPath
    }

    /// Judges the scope. When an index has no problem, its unstripped notebooks are replaced in it; when it has
    /// one, nothing is changed, as the commit is refused anyway.
    package func run(_ repository: Repository, _ scope: CheckScope) throws -> CheckReport {
        let source = try CheckSource(repository, scope)
        defer { source.close() }
        var report = CheckReport()
        let differences = try source.changedFiles()
        let changed = differences.filter(\.isFile)
        let candidates = checksTables ? try tableCandidates(changed, differences.map(\.path), source) : []
        let attributes = try CheckAttributes(
            repository, of: Set((changed + candidates).map(\.path)).sorted(), environment: source.environment)
        try judgeNotebooks(changed, attributes, source, &report)
        if !hasLargeFileFilter, scope == .index { try judgeLargeFiles(changed, attributes, source, &report) }
        try judgeByOtherRules(changed, attributes, &report)
        try judgeTables(candidates, attributes, Set(differences.map(\.path.description)), source, &report)
        if report.skipped.contains(where: \.isOutOfTime) { report.exhaustedLimit = timer.limit }
        if isStrict { report.refuseWhatWasSkipped() }
        report.problems.sort { ($0.path, $0.line ?? 0) < ($1.path, $1.line ?? 0) }
        if report.isClean { try IndexFix.apply(report.fixes, repository) } else { report.fixes = [] }
        return report
    }

    private func judgeNotebooks(
        _ changed: [ChangedFile], _ attributes: CheckAttributes, _ source: CheckSource, _ report: inout CheckReport
    ) throws {
        let notebooks = checksNotebooks ? changed.filter { $0.hasExtension("ipynb") } : []
        for file in notebooks where !attributes[file.path].keepsOutputs {
            guard !timer.isOver() else {
                report.skip(file.path, .timeLimit)
                continue
            }
            let options = attributes[file.path].options(over: stripOptions)
            try NotebookCheck(
                source: source, options: options, mends: mendsNotebooks, checksSecrets: checksSecrets,
                sizeLimit: notebookSizeLimit
            ).judge(file, &report)
        }
    }

    private func judgeByOtherRules(
        _ changed: [ChangedFile], _ attributes: CheckAttributes, _ report: inout CheckReport
    ) throws {
        let known = Set(report.problems.map(\.path))
        let files = changed.map { JudgedFile(path: $0.path, blob: $0.id, filter: attributes[$0.path].filterValue) }
        for problem in try otherRules(files) where !known.contains(problem.path) {
            report.problems.append(CheckProblem(description: problem.message, path: problem.path))
            for hint in problem.hints { report.addHint(hint) }
        }
    }

    /// A clone with our attributes but without `git mlops install`: git would silently commit the content itself.
    private func judgeLargeFiles(
        _ changed: [ChangedFile], _ attributes: CheckAttributes, _ source: CheckSource, _ report: inout CheckReport
    ) throws {
        for file in changed where attributes[file.path].filter == "mlops" {
            let content = try source.content(file.id)
            if content.isEmpty || Pointer.parse(content) != nil { continue }
            report.problems.append(
                CheckProblem(path: file.path, message: "a large file, but git has no filter 'mlops'"))
            report.addHint("git mlops install, then git add --renormalize \(file.path.quoted())")
        }
    }

    /// `touched`: what the scope changes, deleted files included.
    private func judgeTables(
        _ candidates: [ChangedFile], _ attributes: CheckAttributes, _ touched: Set<String>, _ source: CheckSource,
        _ report: inout CheckReport
    ) throws {
        try source.prefetch(
            candidates.flatMap { file in
                attributes[file.path].schema.map { [$0] } ?? SchemaLocator.candidates(for: file.path)
            })
        let rulesChanged = touched.contains { $0.hasSuffix(".gitattributes") }
        var check = TableCheck(source: source, locate: objectPath, sizeLimit: tableSizeLimit, timer: timer)
        for file in candidates {
            guard let schema = check.schema(of: file, attributes, &report) else {
                requireSchema(file, attributes, touched, &report)
                continue
            }
            let isTouched = rulesChanged || touched.contains(file.path.description)
            guard isTouched || check.depends(file, schema, on: touched) else { continue }
            try check.judge(file, schema, attributes, &report)
        }
    }

    /// A schema or a rule that changed is a new verdict over files that did not, and so is a table that others refer to.
    private func tableCandidates(
        _ changed: [ChangedFile], _ touched: [RepoPath], _ source: CheckSource
    ) throws -> [ChangedFile] {
        let changed = changed.filter { !$0.hasExtension("ipynb") }
        let isRule = { (path: RepoPath) in
            let name = path.description.lowercased()
            return [".yaml", ".yml", ".json", ".gitattributes"].contains { name.hasSuffix($0) }
        }
        if touched.contains(where: isRule) { return try source.allFiles() }
        guard touched.contains(where: SchemaLocator.isTable) else { return changed }
        let known = Set(changed.map(\.path))
        return try changed + source.allFiles().filter { SchemaLocator.isTable($0.path) && !known.contains($0.path) }
    }

    private func requireSchema(
        _ file: ChangedFile, _ attributes: CheckAttributes, _ touched: Set<String>, _ report: inout CheckReport
    ) {
        guard requiresSchema, SchemaLocator.isTable(file.path), touched.contains(file.path.description),
            !attributes[file.path].refusesSchema
        else { return }
        report.problems.append(CheckProblem(path: file.path, message: "has no schema"))
        report.addHint(
            "git mlops schema infer \(file.path.quoted()) writes a first one; -mlops-schema in .gitattributes exempts")
    }
}
