internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

/// What `git mlops migrate dvc` says.
struct DVCReportView {
    let report: DVCReport
    let isDryRun: Bool

    func show(_ session: Session) {
        let reporter = session.reporter
        if !report.isRefused { list(session) }
        for path in report.damaged { reporter.warning("'\(path)' is damaged: its content is not what its name says") }
        for path in report.changed { reporter.warning("\(path.shown) was changed: it is a changed file now, too") }
        for problem in report.problems { reporter.error("cannot convert '\(problem.source)': \(problem.reason)") }
        for failure in report.remoteFailures {
            reporter.warning(failure.message)
            for hint in failure.hints { reporter.hint(hint) }
        }
        for command in Set(report.problems.compactMap(\.command)).sorted().prefix(5) { reporter.hint(command) }
        if report.isRefused {
            reporter.note("nothing was changed")
            reporter.hint("--keep-going converts the others")
        } else {
            finish(session)
        }
    }

    private func list(_ session: Session) {
        for unit in report.converted {
            let count = unit.files.count == 1 ? "1 file" : "\(unit.files.count) files"
            session.out.line("\(isDryRun ? "would convert" : "converted") \(RepoPath(unit.source).quoted()) (\(count))")
            for origin in unit.origins { session.reporter.note("'\(unit.source)' was imported: \(origin)") }
            if !unit.annotations.isEmpty {
                session.reporter.note("'\(unit.source)': \(unit.annotations.joined(separator: ", ")) not kept")
            }
        }
    }

    private func finish(_ session: Session) {
        let files = report.fileCount == 1 ? "1 file" : "\(report.fileCount) files"
        if report.converted.isEmpty { return session.reporter.note("nothing to convert") }
        if isDryRun { return session.reporter.note("would convert \(files)") }
        session.reporter.note("converted \(files), \(ByteCount.text(report.bytes)); staged, not committed")
        for remote in report.remotes {
            if let command = remote.command { session.reporter.hint(command) }
        }
        session.reporter.hint("git commit, then git push")
        if let undo = report.undo { session.reporter.hint("to undo it before that: \(undo)") }
    }
}

extension DVCReport {
    func json(isDryRun: Bool) -> JSONValue {
        .object([
            "schema": 1, "dry_run": .bool(isDryRun), "refused": .bool(isRefused),
            "converted": .array(converted.map(\.json)),
            "problems": .array(
                problems.map {
                    .object([
                        "source": .string($0.source), "reason": .string($0.reason),
                        "command": $0.command.map { .string($0) } ?? .null,
                    ])
                }),
            "damaged": .array(damaged.map { .string($0) }),
            "changed": .array(changed.map { .string($0.description) }),
            "edited": .array(edited.map { .string($0) }),
            "remotes": .array(
                remotes.map {
                    .object([
                        "name": .string($0.name), "url": .string($0.url),
                        "command": $0.command.map { .string($0) } ?? .null,
                    ])
                }),
            "remote_failures": .array(remoteFailures.map { .string($0.message) }),
            "undo": undo.map { .string($0) } ?? .null,
        ])
    }
}

extension DVCReport.Converted {
    fileprivate var json: JSONValue {
        .object([
            "source": .string(source),
            "files": .array(
                files.map { file in
                    .object([
                        "path": .string(file.path.description),
                        "oid": file.object.map { .string($0.id.hex) } ?? .null,
                        "size": file.object.map { .integer($0.size) } ?? .null,
                    ])
                }),
            "origins": .array(origins.map { .string($0) }),
            "annotations": .array(annotations.map { .string($0) }),
        ])
    }
}
