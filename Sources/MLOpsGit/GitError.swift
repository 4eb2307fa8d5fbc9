internal import CGit2
internal import Glibc
package import MLOpsCore

/// What went wrong in git: a code to act on and a sentence to show.
package struct GitError: DiagnosticConvertible, Equatable {
    package enum Code: Sendable, Equatable {
        case notARepository, badRevision, notFound, notABranchUpdate, locked, unsupportedRepository, commandFailed,
            other
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

    /// The error of the libgit2 call that has just returned `result`; the last error is per thread.
    static func last(_ action: String, result: Int32) -> GitError {
        // Some writes that fail leave no message, but errno.
        let number = errno
        let cause =
            git_error_last().map { String(cString: $0.pointee.message) }
            ?? (number == 0 ? "error \(result)" : String(cString: strerror(number)))
        let code: Code =
            switch git_error_code(rawValue: result) {
            case GIT_ENOTFOUND: .notFound
            case GIT_ELOCKED, GIT_EMODIFIED: .locked
            default: .other
            }
        return GitError(code, "\(action): \(cause)")
    }
}
