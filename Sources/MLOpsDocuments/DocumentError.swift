package import MLOpsCore

/// Why a document cannot be read or changed: which file, where in it, at which key, and how to mend it.
package struct DocumentError: DiagnosticConvertible, Equatable {
    /// The file as the user knows it.
    package var name: String
    /// What is wrong: a clause in lower case without a full stop.
    package var reason: String
    /// From 1; nil when the place is unknown.
    package var line: Int?
    package var column: Int?
    /// The dotted key the error belongs to; nil when it belongs to none.
    package var key: String?
    /// The sentence that mends it.
    package var hint: String?

    package init(
        _ reason: String, in name: String, line: Int? = nil, column: Int? = nil, key: String? = nil,
        hint: String? = nil
    ) {
        self.name = name
        self.reason = reason
        self.line = line
        self.column = column
        self.key = key
        self.hint = hint
    }

    /// `params.yaml:3:5`, as compilers write a place.
    package var place: String {
        ([name] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
    }

    package var diagnostic: Diagnostic {
        let key = key.map { "'\($0)': " } ?? ""
        return Diagnostic(.fatal, "\(place): \(key)\(reason)", hints: hint.map { [$0] } ?? [])
    }
}
