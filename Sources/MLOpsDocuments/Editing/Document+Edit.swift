package import MLOpsCore

extension Document {
    /// The value that ``edit(_:format:name:set:)`` would set, list items by their index; nil when there is none.
    package static func value(at key: String, in document: JSONValue) -> JSONValue? {
        DocumentPath.get(DocumentPath.split(key, in: document)[...], in: document)
    }

    /// `bytes` with the values at dotted keys set, everything else byte for byte as it was: comments, order, layout.
    /// A key that is missing is added. The result is read again and compared before it is returned, so that a
    /// layout this editor does not understand (a value behind an alias, say) ends in an error, never in a file that
    /// says something else.
    package static func edit(
        _ bytes: [UInt8], format: DocumentFormat, name: String, set changes: [(key: String, value: JSONValue)]
    ) throws(DocumentError) -> [UInt8] {
        var result = bytes
        for change in changes {
            result = try edit(result, format: format, name: name, key: change.key, value: change.value)
        }
        return result
    }

    private static func edit(
        _ bytes: [UInt8], format: DocumentFormat, name: String, key: String, value: JSONValue
    ) throws(DocumentError) -> [UInt8] {
        let original = try parse(bytes, format: format, name: name)
        let path = DocumentPath.split(key, in: original)
        guard let expected = DocumentPath.set(value, at: path[...], in: original) else {
            throw DocumentError("stands below a value that is no mapping", in: name, key: key)
        }
        if let current = DocumentPath.get(path[...], in: original), current == value { return bytes }
        for edited in try candidates(bytes, format: format, name: name, path: path, value: value, original: original) {
            if let read = try? parse(edited, format: format, name: name), read == expected { return edited }
        }
        throw DocumentError(
            "cannot be changed without touching other values", in: name, key: key, hint: "change it with an editor")
    }

    private static func candidates(
        _ bytes: [UInt8], format: DocumentFormat, name: String, path: [String], value: JSONValue, original: JSONValue
    ) throws(DocumentError) -> [[UInt8]] {
        switch format {
        case .json: return try JSONEditor.edit(bytes, name: name, path: path, value: value).map { [$0] } ?? []
        case .yaml: return try YAMLEditor.edit(bytes, name: name, path: path, value: value).map { [$0] } ?? []
        case .toml: return TOMLEditor.edit(bytes, path: path, value: value)
        case .python:
            throw DocumentError(
                "Python files are read, not changed", in: name, key: path.joined(separator: "."),
                hint: "keep the parameter in a YAML, JSON or TOML file")
        }
    }
}
