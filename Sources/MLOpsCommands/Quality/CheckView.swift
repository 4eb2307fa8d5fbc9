internal import MLOpsCore
internal import MLOpsNotebook
internal import MLOpsQuality

/// A verdict for people: nothing when there is nothing to say.
enum CheckView {
    static func show(_ report: CheckReport, _ session: Session) {
        for problem in report.problems { session.reporter.error(problem.description) }
        for hint in report.hints { session.reporter.hint(hint) }
        for remark in report.remarks { session.reporter.warning(remark) }
        for skip in report.skipped { session.reporter.note("mlops: \(skip.path.quoted()) not checked: \(skip.reason)") }
        for fix in report.fixes {
            session.reporter.note(
                "mlops: stripped \(fix.path.quoted()) in the index; the working file keeps its outputs")
            for finding in fix.findings { session.reporter.note("mlops:     \(finding)") }
            session.reporter.note("mlops:     to undo: \(fix.undoCommand)")
        }
        if !report.fixes.isEmpty {
            session.reporter.note(
                "mlops: to keep outputs of some notebooks, give them '-mlops-strip' in .gitattributes")
        }
    }

    static func json(_ report: CheckReport) -> JSONValue {
        .object([
            "schema": .integer(1),
            "ok": .bool(report.isClean),
            "notebooks": .integer(Int64(report.notebooks)),
            "tables": .integer(Int64(report.tables)),
            "problems": .array(report.problems.map(problem)),
            "stripped": .array(report.fixes.map(fix)),
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
