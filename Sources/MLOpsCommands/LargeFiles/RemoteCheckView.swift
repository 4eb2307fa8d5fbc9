internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

/// What `fsck --remote` says.
struct RemoteCheckView {
    let report: RemoteCheckReport

    func show(_ output: OutputOptions, _ session: Session, offersRepair: Bool) {
        if output.json {
            session.out.json(
                .object([
                    "schema": .integer(1), "checked": .integer(Int64(report.checked)),
                    "read": .integer(Int64(report.read)), "findings": .array(report.findings.map(\.json)),
                ]))
            return
        }
        for finding in report.findings {
            let object = finding.file.object.id.hex
            session.out.line("\(finding.kind.rawValue): \(finding.file.path.quoted()) (\(object))\(finding.suffix)")
        }
        session.out.flush()
        let count = report.checked == 1 ? "1 object" : "\(report.checked) objects"
        session.reporter.note("checked \(count) on the remote, \(report.read) of them byte by byte")
        if offersRepair, !report.findings.isEmpty {
            session.reporter.hint("'git mlops fsck --remote --repair' sends what this clone has")
        }
    }
}

extension RemoteCheckReport.Finding {
    fileprivate var suffix: String {
        isRepaired ? ", repaired" : problem.map { ": \($0)" } ?? ""
    }

    fileprivate var json: JSONValue {
        .object([
            "kind": .string(kind.rawValue), "path": .string(file.path.description),
            "oid": .string(file.object.id.hex), "repaired": .bool(isRepaired),
            "problem": problem.map { .string($0) } ?? .null,
        ])
    }
}
