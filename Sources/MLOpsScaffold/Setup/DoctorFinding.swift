/// One thing that was looked at.
package struct DoctorFinding: Sendable, Equatable {
    package enum Verdict: String, Sendable {
        case ok
        /// Works, but may surprise.
        case warning
        case problem
    }

    /// Groups findings: "repository", "git", "filters", "attributes", "hooks", "notes", "remotes", "files", "runs".
    package let area: String
    package let verdict: Verdict
    package let message: String
    /// The command that mends it.
    package let fix: String?

    package init(_ area: String, _ verdict: Verdict, _ message: String, fix: String? = nil) {
        self.area = area
        self.verdict = verdict
        self.message = message
        self.fix = fix
    }
}
