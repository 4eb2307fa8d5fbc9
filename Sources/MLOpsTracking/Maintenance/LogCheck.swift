package import MLOpsGit
package import MLOpsLog

/// What `git mlops log verify` finds: first in git's objects and refs as they are, then, where those are whole, in the
/// index and the notes, which are made from them.
package struct LogCheck: Sendable {
    package let findings: [LogFinding]
    package let ops: Int
    package let commits: Int
    package let heads: Int

    /// How much was looked at.
    package var summary: String {
        "\(ops) \(ops == 1 ? "op" : "ops") in \(commits) \(commits == 1 ? "commit" : "commits") of "
            + "\(heads) \(heads == 1 ? "head" : "heads")"
    }

    /// Looks at everything and mends nothing in git's objects and refs.
    package static func run(_ repository: Repository) throws -> LogCheck {
        var verifier = try LogVerifier(repository)
        try verifier.run()
        var findings = verifier.findings
        if verifier.heads > 0, !findings.contains(where: { $0.kind == .missingObject }) {
            let store = try RunStore(repository)
            findings += try store.log.indexFindings()
            findings += try NotesProjection.findings(in: store)
        }
        return LogCheck(findings: findings, ops: verifier.ops, commits: verifier.commits, heads: verifier.heads)
    }

    /// Mends what can be: objects from the journal, refs, the index, the notes.
    package static func repair(_ repository: Repository) throws {
        let store = try RunStore(repository)
        try store.log.repair()
        try NotesProjection.rebuild(in: store)
    }
}
