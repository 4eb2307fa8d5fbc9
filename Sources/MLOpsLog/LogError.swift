package import MLOpsCore

/// The log could not be read or written.
package struct LogError: DiagnosticConvertible {
    package enum Code: Sendable, Equatable {
        case contended, damaged, unknownRun, ambiguousRun, unsigned
    }

    package let code: Code
    package let message: String
    package let hints: [String]

    package init(_ code: Code, _ message: String, hints: [String] = []) {
        self.code = code
        self.message = message
        self.hints = hints
    }

    package var diagnostic: Diagnostic { Diagnostic(.fatal, message, hints: hints) }
}
