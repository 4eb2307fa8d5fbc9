/// The languages a parameters, metrics or pipeline file may be written in.
package enum DocumentFormat: String, Sendable, CaseIterable {
    case json, yaml, toml, python

    /// The format that the end of `path` names; nil when it names none of them. As in DVC the case counts not.
    package init?(path: String) {
        guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        switch path[path.utf8.index(after: dot)...].lowercased() {
        case "json": self = .json
        case "yaml", "yml": self = .yaml
        case "toml": self = .toml
        case "py": self = .python
        default: return nil
        }
    }

    /// The name in messages.
    package var title: String {
        switch self {
        case .json: "JSON"
        case .yaml: "YAML"
        case .toml: "TOML"
        case .python: "Python"
        }
    }
}
