internal import MLOpsCore

/// Names of models, stages and aliases.
package enum RegistryName {
    static let known = ["Staging", "Production", "Archived"]
    private static let limit = 255

    /// A stage as it is stored: the well-known ones in any case, a team's own as it is written.
    package static func stage(_ text: String) throws(RegistryError) -> String {
        if let name = known.first(where: { $0.lowercased() == text.lowercased() }) { return name }
        if text.lowercased() == "none" { throw .usage("'None' is no stage: use 'git mlops model unstage'") }
        try check(text, "stage")
        return text
    }

    /// Staging, Production or Archived, in any case.
    package static func isWellKnownStage(_ text: String) -> Bool {
        known.contains { $0.lowercased() == text.lowercased() }
    }

    package static func checkModel(_ text: String) throws(RegistryError) {
        try check(text, "model name")
    }

    /// As MLflow has it: neither `latest` nor anything that reads as a version.
    package static func checkAlias(_ text: String) throws(RegistryError) {
        try check(text, "alias")
        let digits = text.first == "v" || text.first == "V" ? text.dropFirst() : text[...]
        let readsAsVersion = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        if text.lowercased() == "latest" || readsAsVersion {
            throw .usage("'\(text)' cannot be an alias: it reads as a version")
        }
    }

    private static func check(_ text: String, _ what: String) throws(RegistryError) {
        guard let reason = objection(text) else { return }
        let shown = DisplayText.oneLine(text.count > 60 ? text.prefix(60) + "…" : text)
        throw .usage("'\(shown)' cannot be a \(what): \(reason)")
    }

    private static func objection(_ text: String) -> String? {
        if text.isEmpty { return "it is empty" }
        if text.utf8.count > limit { return "it is longer than \(limit) bytes" }
        if text.first == "-" { return "it begins with '-'" }
        if text.first == " " || text.last == " " { return "a blank at its end cannot be seen" }
        if let sign = text.unicodeScalars.first(where: "/:@".unicodeScalars.contains) { return "it has a '\(sign)'" }
        return DisplayText.oneLine(text) == text ? nil : "it has a control character"
    }
}
