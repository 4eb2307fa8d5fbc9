internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsNotebook

/// Notebooks that carry outputs although they passed no filter: a clone without `git mlops install`, or a
/// repository without our attributes.
struct NotebookCheck {
    let source: CheckSource
    let options: StripOptions
    let mends: Bool
    let checksSecrets: Bool
    let sizeLimit: Int

    /// The file's verdict, added to `report`. In the index, what is found is mended; in a commit it is a problem.
    func judge(_ file: ChangedFile, _ report: inout CheckReport) throws {
        let content = try source.content(file.id)
        if Pointer.parse(content) != nil { return }
        report.notebooks += 1
        let result: StripResult
        do {
            result = try NotebookStrip.strip(content, options: options)
        } catch {
            report.problems.append(CheckProblem(path: file.path, message: error.description))
            return
        }
        for finding in try refusals(result.bytes) {
            report.problems.append(CheckProblem(path: file.path, message: finding.description))
            if let hint = Self.hint(finding, file.path) { report.addHint(hint) }
        }
        guard result.contentChanged else { return }
        if case .commits = source.scope {
            for finding in result.findings {
                report.problems.append(CheckProblem(path: file.path, message: "not stripped: \(finding)"))
            }
            return
        }
        guard mends else {
            for finding in result.findings { report.addRemark("\(file.path.quoted()): not stripped: \(finding)") }
            return report.addHint("git mlops notebook strip \(file.path.quoted()), and commit that")
        }
        let stripped = try source.repository.writeBlob(result.bytes)
        report.fixes.append(
            NotebookFix(path: file.path, mode: file.mode, before: file.id, after: stripped, findings: result.findings))
    }

    /// What a commit should not hold, however well it is stripped.
    private func refusals(_ bytes: [UInt8]) throws -> [NotebookFinding] {
        var review = NotebookReview()
        review.options = options
        review.sizeLimit = sizeLimit
        return try review.refusals(bytes).filter { checksSecrets || $0.rule != .secret }
    }

    private static func hint(_ finding: NotebookFinding, _ path: RepoPath) -> String? {
        switch finding.rule {
        case .secret: "take it out and revoke it; if it is none: git config mlops.checkSecrets false"
        case .size: "git mlops track \(path.quoted()), or raise mlops.notebookSizeLimit"
        case .conflict: "choose between the sides in the cell, then git add \(path.quoted())"
        default: nil
        }
    }
}
