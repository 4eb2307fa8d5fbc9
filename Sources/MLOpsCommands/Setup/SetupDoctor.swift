internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsScaffold
internal import MLOpsTerminal

struct Doctor: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Examine filters, attributes, hooks and remotes",
        discussion: "Names the command that mends each problem. Exit code 1: there is one.")

    @Flag(help: "Print one JSON document") var json = false
    @Flag(name: .shortAndLong, help: "Problems and warnings only") var quiet = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        var unreadable: GitError?
        var repository: Repository?
        do { repository = try Repository.openIfPresent(session.context) } catch { unreadable = error }
        var findings = try MLOpsScaffold.Doctor(session.context, repository).examine()
        if let repository { findings += try DoctorContents.examine(repository) }
        if let unreadable {
            findings.append(.init("repository", .problem, unreadable.message, fix: unreadable.hints.first))
        }
        if json { showJSON(findings, session) } else { showText(findings, session) }
        return findings.contains { $0.verdict == .problem } ? 1 : 0
    }

    private func showText(_ findings: [DoctorFinding], _ session: Session) {
        var area = ""
        for finding in findings where !quiet || finding.verdict != .ok {
            if finding.area != area {
                area = finding.area
                session.out.line(session.out.paint(area, .bold))
            }
            session.out.line("  \(mark(finding.verdict, session)) \(finding.message)")
            if let fix = finding.fix { session.out.line("          \(fix)") }
        }
        let problems = findings.count { $0.verdict == .problem }
        if problems > 0 { session.reporter.error(problems == 1 ? "1 problem" : "\(problems) problems") }
    }

    private func mark(_ verdict: DoctorFinding.Verdict, _ session: Session) -> String {
        switch verdict {
        case .ok: session.out.paint("ok     ", .green)
        case .warning: session.out.paint("warning", .yellow)
        case .problem: session.out.paint("problem", .red)
        }
    }

    private func showJSON(_ findings: [DoctorFinding], _ session: Session) {
        let items = findings.map { finding -> JSONValue in
            .object([
                "area": .string(finding.area), "verdict": .string(finding.verdict.rawValue),
                "message": .string(finding.message), "fix": finding.fix.map { .string($0) } ?? .null,
            ])
        }
        session.out.json(
            .object([
                "schema": .integer(1), "ok": .bool(!findings.contains { $0.verdict == .problem }),
                "findings": .array(items),
            ]))
    }
}
