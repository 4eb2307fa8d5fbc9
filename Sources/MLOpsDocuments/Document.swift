package import MLOpsCore

/// Reading of JSON, YAML, TOML and simple Python files as one kind of value.
package enum Document {
    /// Bounds on what a hostile file may cost.
    enum Limits {
        static let depth = 256
        /// Nodes after aliases are expanded.
        static let nodes = 500_000
        static let bytes = 64 << 20
    }

    /// The value that `bytes` hold. Keys keep their order.
    ///
    /// JSON is read as Python reads it (NaN and infinities are numbers, the last of equal names wins). YAML is
    /// version 1.2: `on`, `off`, `yes` and `no` are text, and so are dates. `name` is the file as messages show it.
    /// An empty YAML document is null.
    package static func parse(
        _ bytes: [UInt8], format: DocumentFormat, name: String
    ) throws(DocumentError) -> JSONValue {
        try read(bytes, format: format, name: name, places: false).value
    }

    /// The value and, for YAML, where each key stands.
    package static func locate(
        _ bytes: [UInt8], format: DocumentFormat, name: String
    ) throws(DocumentError) -> LocatedDocument {
        try read(bytes, format: format, name: name, places: true)
    }

    private static func read(
        _ bytes: [UInt8], format: DocumentFormat, name: String, places: Bool
    ) throws(DocumentError) -> LocatedDocument {
        guard bytes.count <= Limits.bytes else {
            throw DocumentError("is too large to be read as \(format.title)", in: name)
        }
        switch format {
        case .json: return LocatedDocument(value: try parseJSON(bytes, name: name), name: name)
        case .yaml: return try YAMLReader.read(bytes, name: name, places: places)
        case .toml: return LocatedDocument(value: try TOMLReader.read(bytes, name: name), name: name)
        case .python: return LocatedDocument(value: try PythonReader.read(bytes, name: name), name: name)
        }
    }

    /// The value of the file `path`, by its extension.
    package static func parse(_ bytes: [UInt8], path: String) throws(DocumentError) -> JSONValue {
        guard let format = DocumentFormat(path: path) else {
            throw DocumentError(
                "is of no known format", in: path, hint: "name it .json, .yaml, .yml, .toml or .py")
        }
        return try parse(bytes, format: format, name: path)
    }

    /// The values of a parameters file, of which DVC reads every name that it does not know as YAML.
    package static func parseParameters(_ bytes: [UInt8], path: String) throws(DocumentError) -> JSONValue {
        try parse(bytes, format: DocumentFormat(path: path) ?? .yaml, name: path)
    }

    /// The value that `text` means behind `key=` on a command line: what YAML makes of it, so that `0.1`, `true`,
    /// `null`, `[1, 2]` and `{a: 1}` are what they look like. What is no YAML is text.
    package static func parseValue(_ text: String) -> JSONValue {
        let bytes = Array(text.utf8)
        let looksLikeFlow = text.hasPrefix("[") || text.hasPrefix("{") || text.hasPrefix("\"") || text.hasPrefix("'")
        guard looksLikeFlow else { return YAMLScalar.resolve(text) }
        return (try? parse(bytes, format: .yaml, name: "")) ?? .string(text)
    }

    private static func parseJSON(_ bytes: [UInt8], name: String) throws(DocumentError) -> JSONValue {
        do {
            return try JSONValue.parse(bytes, options: JSONOptions(allowNonFinite: true, maxDepth: Limits.depth))
        } catch {
            throw DocumentError(error.reason, in: name, line: error.line, column: error.column)
        }
    }

    /// `bytes` as text; an error when they are not UTF-8.
    static func text(_ bytes: [UInt8], name: String) throws(DocumentError) -> String {
        let body = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
        guard let text = String(validating: body, as: UTF8.self) else {
            throw DocumentError("is not UTF-8 text", in: name)
        }
        return text
    }
}
