package import MLOpsCore

#if canImport(Glibc)
    internal import Glibc
#endif

/// A system call that failed: what was tried, on what, and errno.
package struct SystemError: DiagnosticConvertible, Equatable {
    /// What was tried, as in "cannot open".
    package let action: String
    package let subject: String
    package let errno: Int32

    package init(_ action: String, _ subject: String, errno: Int32) {
        self.action = action
        self.subject = subject
        self.errno = errno
    }

    /// The error of the system call that has just failed.
    package static func last(_ action: String, _ subject: String) -> SystemError {
        SystemError(action, subject, errno: Glibc.errno)
    }

    /// errno in words.
    package var cause: String {
        String(cString: strerror(errno))
    }

    package var diagnostic: Diagnostic {
        .fatal("\(action) '\(subject)': \(cause)")
    }
}
