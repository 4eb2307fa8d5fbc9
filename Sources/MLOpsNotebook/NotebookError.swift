package import MLOpsCore

/// Why a file is not a notebook that can be stripped.
package struct NotebookError: Error, Sendable, Equatable, CustomStringConvertible, DiagnosticConvertible {
    /// A clause without the file's name: "not a notebook: line 1, column 5: expected ':'".
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    init(_ error: JSONError) {
        description = "not a notebook: \(error)"
    }

    package var diagnostic: Diagnostic {
        .fatal(description)
    }
}
