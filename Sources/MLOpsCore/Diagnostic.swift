/// What a person is told when something is wrong, in git's words: lower case, no full stop,
/// 'single quotes' round names, what failed first and the cause after a colon.
///
/// Use cases throw it; low modules throw their own error, which says how it reads as a diagnostic
/// (``DiagnosticConvertible``). Only the command line prints it and turns it into an exit code.
package struct Diagnostic: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// Stop now. Exit code 128.
        case fatal
        /// One item failed, others went on. Exit code 1 at the end.
        case error
        /// The command line was wrong. Exit code 129.
        case usage
        /// One of our own invariants broke. Exit code 128.
        case bug = "BUG"
    }

    package var kind: Kind
    package var message: String
    /// The next commands to type, one sentence each.
    package var hints: [String]

    package init(_ kind: Kind, _ message: String, hints: [String] = []) {
        self.kind = kind
        self.message = message
        self.hints = hints
    }

    package static func fatal(_ message: String, hint: String...) -> Diagnostic {
        Diagnostic(.fatal, message, hints: hint)
    }

    package static func error(_ message: String, hint: String...) -> Diagnostic {
        Diagnostic(.error, message, hints: hint)
    }

    package static func usage(_ message: String, hint: String...) -> Diagnostic {
        Diagnostic(.usage, message, hints: hint)
    }

    package static func bug(_ message: String) -> Diagnostic {
        Diagnostic(.bug, message, hints: ["please report this with the output of 'git mlops env'"])
    }

    /// git's exit codes: 1 for `error`, 129 for a wrong command line, 128 for the rest.
    package var exitCode: Int32 {
        switch kind {
        case .error: 1
        case .usage: 129
        case .fatal, .bug: 128
        }
    }

    /// The lines as they are printed, hints included, without a final newline.
    package var description: String {
        let head = kind == .usage ? "error" : kind.rawValue
        let message = Self.oneLinePrefix(head, message)
        return ([message] + hints.map { Self.oneLinePrefix("hint", $0) }).joined(separator: "\n")
    }

    private static func oneLinePrefix(_ prefix: String, _ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { "\(prefix): \($0)" }.joined(separator: "\n")
    }
}

/// An error of a low module that can be told to a person.
package protocol DiagnosticConvertible: Error {
    var diagnostic: Diagnostic { get }
}

extension Diagnostic {
    /// `error` as a diagnostic; what is neither a ``Diagnostic`` nor ``DiagnosticConvertible`` reads as fatal.
    package init(describing error: any Error) {
        switch error {
        case let diagnostic as Diagnostic: self = diagnostic
        case let convertible as any DiagnosticConvertible: self = convertible.diagnostic
        default: self = .fatal("\(error)")
        }
    }
}
