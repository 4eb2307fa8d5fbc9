internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsNotebook

/// Notebooks that carry outputs although they passed no filter: a clone without `git mlops install`, or a
/// repository without our attributes.
struct NotebookCheck {
    let source: CheckSource
    let options: StripOptions
    let mends: Bool

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
}
