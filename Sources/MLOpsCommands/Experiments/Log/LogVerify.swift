internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsTerminal
internal import MLOpsTracking

struct LogVerify: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every op, commit and head of the log, the index and the notes",
        usage: "git mlops log verify [--repair] [--json]",
        discussion: """
            Says what is wrong and how to mend it. The exit code is 1 when anything is wrong. Without --repair git
            objects and refs are only looked at.
            """)

    @Flag(help: "Mend what can be mended, make the index and the notes anew, then check")
    var repair = false

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository(fetching: false)
        if repair { try LogCheck.repair(repository) }
        let check = try LogCheck.run(repository)
        let later = try LaterFormat.sentences(repository)
        for sentence in later { session.reporter.warning(sentence) }
        if !later.isEmpty { session.reporter.hint(LaterFormat.hint) }
        if json {
            session.out.json([
                "checked": [
                    "commits": .integer(Int64(check.commits)), "heads": .integer(Int64(check.heads)),
                    "ops": .integer(Int64(check.ops)),
                ],
                "findings": .array(check.findings.map(\.json)), "schema": 1,
            ])
        } else {
            for finding in check.findings {
                session.out.line("\(finding.kind.rawValue): \(finding.place): \(finding.message)")
            }
            // Once each: ten damaged ops are mended by one command.
            var told: Set<String> = []
            for finding in check.findings where told.insert(finding.mend).inserted {
                session.reporter.hint("\(finding.kind.rawValue): \(finding.mend)")
            }
            session.reporter.note("checked \(check.summary)")
        }
        return check.findings.isEmpty ? 0 : 1
    }
}
