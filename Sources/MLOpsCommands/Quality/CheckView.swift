internal import MLOpsCore
internal import MLOpsNotebook
internal import MLOpsQuality
internal import MLOpsTerminal

/// A verdict for people: nothing when there is nothing to say.
enum CheckView {
    private static let shown = 100

    static func show(_ report: CheckReport, _ session: Session) {
        for problem in report.problems.prefix(shown) { session.reporter.error(problem.description) }
        if report.problems.count > shown { session.reporter.error("and \(report.problems.count - shown) more") }
        for hint in report.hints { session.reporter.hint(hint) }
        for remark in report.remarks { session.reporter.warning(remark) }
        for skip in report.skipped.prefix(shown) {
            session.reporter.note("mlops: \(skip.path.quoted()) not checked: \(skip.reason)")
        }
        showLimit(report, session)
        for fix in report.fixes {
            session.reporter.note(
                "mlops: stripped \(fix.path.quoted()) in the index; the working file keeps its outputs")
            for finding in fix.findings { session.reporter.note("mlops:     \(finding)") }
            session.reporter.note("mlops:     to undo: \(fix.undoCommand)")
        }
        if !report.fixes.isEmpty {
            session.reporter.note(
                "mlops: to keep outputs of some notebooks, give them '-mlops-strip' in .gitattributes; of all: "
                    + "git config mlops.checkNotebooks false")
        }
    }

    /// What was not checked did not pass, and is not to look as if it had.
    private static func showLimit(_ report: CheckReport, _ session: Session) {
        guard let limit = report.exhaustedLimit else { return }
        let checked = report.notebooks + report.tables
        session.reporter.warning(
            "checked \(checked) of \(report.expected) files in the \(limit / 1000) s that mlops.checkTimeLimit allows")
        session.reporter.hint(
            "git mlops check checks all of what is staged, git mlops check --to HEAD what is committed")
    }

    /// "checked 1 notebook and 2 tables".
    static func showCounts(_ report: CheckReport, _ session: Session) {
        let notebooks = report.notebooks == 1 ? "1 notebook" : "\(report.notebooks) notebooks"
        let tables = report.tables == 1 ? "1 table" : "\(report.tables) tables"
        session.out.line("checked \(notebooks) and \(tables)")
    }

    static func json(_ report: CheckReport) -> JSONValue {
        .object([
            "schema": .integer(1),
            "ok": .bool(report.isClean),
            "complete": .bool(report.isComplete),
            "notebooks": .integer(Int64(report.notebooks)),
            "tables": .integer(Int64(report.tables)),
            "problems": .array(report.problems.map(problem)),
            "stripped": .array(report.fixes.map(fix)),
            "hints": .array(report.hints.map { .string($0) }),
            "warnings": .array(report.remarks.map { .string($0) }),
            "skipped": .array(
                report.skipped.map {
                    .object(["file": .string($0.path.description), "reason": .string($0.reason)])
                }),
        ])
    }

    private static func problem(_ problem: CheckProblem) -> JSONValue {
        if let finding = problem.finding { return finding.json }
        return .object(["file": .string(problem.path.description), "problem": .string(problem.description)])
    }

    private static func fix(_ fix: NotebookFix) -> JSONValue {
        .object([
            "file": .string(fix.path.description),
            "before": .string(fix.before.hex),
            "after": .string(fix.after.hex),
            "removed": .array(fix.findings.map { .string($0.description) }),
        ])
    }
}
