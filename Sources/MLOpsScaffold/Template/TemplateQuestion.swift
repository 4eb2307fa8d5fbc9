/// Something a template wants to know.
package struct TemplateQuestion: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case str, int, bool, choice
    }

    /// One of the values a choice offers.
    package struct Choice: Sendable, Equatable {
        package let value: String
        /// What a person reads.
        package let label: String
    }

    /// The variable, and the key of `key=value`.
    package let name: String
    /// What to ask, without a colon.
    package let prompt: String
    /// More about it, empty when there is no more to say.
    package let help: String
    package let kind: Kind
    package let choices: [Choice]
    /// False: not asked, but `key=value` sets it.
    package let isAsked: Bool
    /// Computed from other answers: not asked, not settable, not recorded.
    package let isPrivate: Bool

    /// The default; text is itself a template.
    let standard: TemplateValue
    /// The question exists only if this is true.
    let condition: TemplateExpression?
    /// The whole answer must match.
    let pattern: String?
    /// What an answer that does not match is told.
    let message: String?
    let mustBePythonModule: Bool
    let reserved: [String]
}
