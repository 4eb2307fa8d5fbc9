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

    /// An error in the words of a git program that failed: of those that say more than one line, the one that says what
    /// failed, and for a lock file in the way what to do about it.
    package init(words: String) {
        let lines = words.split(separator: "\n")
        let line = lines.first { $0.hasPrefix("fatal: ") || $0.hasPrefix("error: ") } ?? lines.first ?? "git failed"
        let prefix = ["fatal: ", "error: "].first { line.hasPrefix($0) } ?? ""
        self.init(.commandFailed, String(line.dropFirst(prefix.count)), hints: Self.lockHints(line))
    }

    /// Quotes do not depend on the language that git speaks.
    private static func lockHints(_ line: Substring) -> [String] {
        guard let path = line.split(separator: "'").last(where: { $0.hasSuffix(".lock") }) else { return [] }
        return ["remove the file '\(path)' if no git process is running: one that was killed leaves it"]
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
