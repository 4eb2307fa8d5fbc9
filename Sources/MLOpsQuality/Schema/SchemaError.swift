package import MLOpsCore

/// Why a schema cannot be used.
package struct SchemaError: Error, Sendable, Equatable, CustomStringConvertible, DiagnosticConvertible {
    /// The schema's path as it was given.
    package let path: String
    /// Where in it: `fields[2].type`; empty for the whole.
    package let place: String
    package let reason: String
    package let hint: String?

    init(path: String, place: String, reason: String, hint: String? = nil) {
        self.path = path
        self.place = place
        self.reason = reason
        self.hint = hint
    }

    /// "schemas/users.yaml: fields[2].type: 'integr' is not a type".
    package var description: String {
        [path, place, reason].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    package var diagnostic: Diagnostic {
        Diagnostic(.error, description, hints: hint.map { [$0] } ?? [])
    }
}
