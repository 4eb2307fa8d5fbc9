package import MLOpsCore

/// The registry cannot do what it was asked for.
package struct RegistryError: DiagnosticConvertible {
    package let diagnostic: Diagnostic

    static func unknownModel(_ name: String) -> RegistryError {
        RegistryError(diagnostic: .fatal("no such model '\(name)'", hint: "git mlops model list"))
    }

    static func unknownVersion(_ text: String, of model: String) -> RegistryError {
        RegistryError(
            diagnostic: .fatal(
                "no such version '\(text)' of model '\(model)'", hint: "git mlops model versions \(model)"))
    }

    static func usage(_ message: String) -> RegistryError { RegistryError(diagnostic: .usage(message)) }
    static func fatal(_ message: String, hint: String...) -> RegistryError {
        RegistryError(diagnostic: Diagnostic(.fatal, message, hints: hint))
    }
}
