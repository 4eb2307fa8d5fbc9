package import MLOpsCore

/// A mistake in a template: what, in which of its files and on which line.
package struct TemplateError: Error, Sendable, Equatable, DiagnosticConvertible {
    /// The file, relative to the template's folder.
    package let file: String
    /// From 1; 0 when the mistake is not on a line.
    package let line: Int
    package let reason: String

    package init(_ file: String, line: Int = 0, _ reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    package var diagnostic: Diagnostic {
        .fatal("template file '\(file)'\(line > 0 ? ", line \(line)" : ""): \(reason)")
    }
}
