/// Something about a notebook that its readers or git would stumble over.
package struct NotebookFinding: Sendable, Equatable, CustomStringConvertible {
    package enum Rule: String, Sendable {
        /// Outputs, execution counts, ids and metadata that stripping removes.
        case stripped = "not-stripped"
        /// What nbformat demands and the notebook lacks.
        case format
        /// Ids that are missing, repeated or misspelt.
        case id
        /// Cells that did not run from top to bottom.
        case order
        /// Larger than notebooks should be, even without outputs.
        case size
        /// Markers of a merge.
        case conflict
        /// What looks like a password for somebody's machine.
        case secret
    }

    package enum Severity: String, Sendable {
        case error, warning
    }

    package let rule: Rule
    package let severity: Severity
    /// Counted from 1; nil: the notebook itself.
    package let cell: Int?
    /// A clause: "2 outputs".
    package let message: String

    init(_ rule: Rule, _ severity: Severity = .error, cell: Int? = nil, _ message: String) {
        (self.rule, self.severity, self.cell, self.message) = (rule, severity, cell, message)
    }

    /// "cell 3: 2 outputs"
    package var description: String {
        (cell.map { "cell \($0): " } ?? "") + message
    }
}
