internal import MLOpsCore

/// `NAME@V` as a person types it: V is a version (`v7`, `7`, `v7-1a2b3c4d`), a stage or an alias.
package struct ModelReference: Sendable, Equatable {
    package let name: String
    package let selector: String

    package init(name: String, selector: String) {
        self.name = name
        self.selector = selector
    }

    /// The last `@` divides.
    package init(_ text: String) throws(RegistryError) {
        guard let at = text.lastIndex(of: "@"), at != text.startIndex, text.index(after: at) != text.endIndex else {
            throw .usage("expected <model>@<version>, not '\(text)'")
        }
        name = String(text[..<at])
        selector = String(text[text.index(after: at)...])
    }
}
