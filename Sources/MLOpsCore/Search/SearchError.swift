/// A filter or an order that is none: docs/search.md has the grammar.
package struct SearchError: DiagnosticConvertible, Equatable {
    package let message: String
    package let hints: [String]

    init(_ message: String, hint: String...) {
        self.message = message
        hints = hint
    }

    package var diagnostic: Diagnostic { Diagnostic(.usage, message, hints: hints) }
}
