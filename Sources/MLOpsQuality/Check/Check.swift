package import MLOpsCore
package import MLOpsGit
package import MLOpsNotebook

/// The one check behind the pre-commit hook, the pre-commit framework and CI: notebooks are stripped, tables obey
/// their schemas. It judges blobs of an index or a commit; nothing is stashed and no working file is touched.
package struct Check: Sendable {
    package var checksNotebooks = true
    package var checksTables = true
    package var stripOptions = StripOptions()
    /// Whether git knows the filter of large files here; if not, what is marked as one was staged whole.
    package var hasLargeFileFilter = true
    /// Where a large file's content is in the local store; nil when it is not there.
    package var objectPath: @Sendable (Pointer) -> String?
    package var tableSizeLimit: Int64 = 256 << 20

    package init(objectPath: @escaping @Sendable (Pointer) -> String?) {
        self.objectPath = objectPath
    }

    /// Judges the scope. When an index has no problem, its unstripped notebooks are replaced in it; when it has
    /// one, nothing is changed, as the commit is refused anyway.
    package func run(_ repository: Repository, _ scope: CheckScope) throws -> CheckReport {
        let source = try CheckSource(repository, scope)
        defer { source.close() }
        var report = CheckReport()
        let changed = try source.changedFiles().filter(\.isFile)
        if changed.isEmpty { return report }
        try judgeNotebooks(changed, source, &report)
        if !hasLargeFileFilter { try judgeLargeFiles(changed, source, &report) }
        if checksTables { try judgeTables(changed, source, &report) }
        report.problems.sort { ($0.path, $0.line ?? 0) < ($1.path, $1.line ?? 0) }
        if report.isClean { try IndexFix.apply(report.fixes, repository) } else { report.fixes = [] }
        return report
    }

    private func judgeNotebooks(_ changed: [ChangedFile], _ source: CheckSource, _ report: inout CheckReport) throws {
        let notebooks = changed.filter { $0.hasExtension("ipynb") }
        guard checksNotebooks, !notebooks.isEmpty else { return }
        let attributes = try CheckAttributes(
            source.repository, of: notebooks.map(\.path), environment: source.environment)
        for file in notebooks where !attributes[file.path].keepsOutputs {
            let options = attributes[file.path].options(over: stripOptions)
            try NotebookCheck(source: source, options: options).judge(file, &report)
        }
    }

    /// A clone with our attributes but without `git mlops install`: git would silently commit the content itself.
    private func judgeLargeFiles(_ changed: [ChangedFile], _ source: CheckSource, _ report: inout CheckReport) throws {
        let attributes = try CheckAttributes(
            source.repository, of: changed.map(\.path), environment: source.environment)
        for file in changed where attributes[file.path].filter == "mlops" {
            let content = try source.content(file.id)
            if content.isEmpty || Pointer.parse(content) != nil { continue }
            report.problems.append(
                CheckProblem(path: file.path, message: "a large file, but git has no filter 'mlops'"))
            report.addHint("git mlops install, then git add --renormalize \(file.path.quoted())")
        }
    }

    private func judgeTables(_ changed: [ChangedFile], _ source: CheckSource, _ report: inout CheckReport) throws {
        var candidates = changed.filter { !$0.hasExtension("ipynb") }
        // A schema or a rule that changed is a new verdict over files that did not.
        let rulesMayHaveChanged = changed.contains {
            $0.hasExtension("yaml", "yml", "json") || $0.path.description.hasSuffix(".gitattributes")
        }
        if rulesMayHaveChanged { candidates = try source.allFiles().filter(\.isFile) }
        guard !candidates.isEmpty else { return }
        let attributes = try CheckAttributes(
            source.repository, of: candidates.map(\.path), environment: source.environment)
        let touched = Set(changed.map(\.path))
        let rulesChanged = touched.contains { $0.description.hasSuffix(".gitattributes") }
        var check = TableCheck(source: source, locate: objectPath, sizeLimit: tableSizeLimit)
        for file in candidates {
            guard let schema = attributes[file.path].schema else { continue }
            guard rulesChanged || touched.contains(file.path) || touched.contains(RepoPath(schema)) else { continue }
            try check.judge(file, schemaPath: schema, &report)
        }
    }
}
