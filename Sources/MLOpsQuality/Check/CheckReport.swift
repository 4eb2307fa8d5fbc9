package import MLOpsCore
package import MLOpsNotebook

/// Why a commit is refused, at one place of one file.
package struct CheckProblem: Sendable, Equatable {
    package let path: RepoPath
    /// Physical line in the file, from 1.
    package let line: Int?
    /// One line with the place in it: `data/users.csv:12: qty = "abc" is not an integer`.
    package let description: String
    /// What a schema had against a table.
    package let finding: QualityFinding?

    init(path: RepoPath, message: String) {
        self.init(description: "\(path.quoted(quoteHighBytes: false)): \(message)", path: path)
    }

    init(description: String, path: RepoPath) {
        self.path = path
        line = nil
        self.description = description
        finding = nil
    }

    init(_ finding: QualityFinding) {
        path = finding.file
        line = finding.line
        description = finding.description
        self.finding = finding
    }
}

/// A notebook that was stripped in the index.
package struct NotebookFix: Sendable {
    package let path: RepoPath
    package let mode: String
    package let before: ObjectID
    package let after: ObjectID
    package let findings: [StripFinding]

    /// The command that puts back what was staged.
    package var undoCommand: String {
        "git update-index --cacheinfo \(mode),\(before),\(path.description.shellWord)"
    }
}

/// The verdict over one index or range of commits.
package struct CheckReport: Sendable {
    package var problems: [CheckProblem] = []
    package var hints: [String] = []
    package var fixes: [NotebookFix] = []
    package var skipped: [CheckSkip] = []
    /// What may be wrong but refuses nothing: rules of severity warning, words of a schema that are not checked.
    package var remarks: [String] = []
    package var notebooks = 0
    package var tables = 0

    /// Milliseconds that the check was allowed, when it could not do all in them.
    package var exhaustedLimit: Int64?

    package var isClean: Bool { problems.isEmpty }
    /// Whether everything that has a rule was judged.
    package var isComplete: Bool { skipped.isEmpty }
    /// Files that have a rule, judged or not.
    package var expected: Int { notebooks + tables + skipped.count }

    mutating func skip(_ path: RepoPath, _ reason: CheckSkip.Reason) {
        skipped.append(CheckSkip(path: path, kind: reason))
    }

    /// What hindered a verdict over `path`, once.
    mutating func add(_ diagnostic: Diagnostic, _ path: RepoPath) {
        let problem = CheckProblem(description: diagnostic.message, path: path)
        if !problems.contains(where: { $0.description == problem.description }) { problems.append(problem) }
        for hint in diagnostic.hints { addHint(hint) }
    }

    /// Makes problems of what was not judged.
    mutating func refuseWhatWasSkipped() {
        for skip in skipped { problems.append(CheckProblem(path: skip.path, message: "not checked: \(skip.reason)")) }
        if !skipped.isEmpty { addHint("git config mlops.checkStrict false lets what cannot be checked pass") }
    }

    mutating func add(_ finding: QualityFinding) {
        switch finding.severity {
        case .error:
            problems.append(CheckProblem(finding))
            if let hint = finding.hint { addHint(hint) }
        case .warning: addRemark(finding.description)
        }
    }

    mutating func addRemark(_ remark: String) {
        if !remarks.contains(remark) { remarks.append(remark) }
    }

    mutating func addHint(_ hint: String) {
        if !hints.contains(hint) { hints.append(hint) }
    }
}
