internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsSystem

/// Applies overrides to the parameter files below `top`, keeping everything else byte for byte. All files are edited in
/// memory first: a wrong key leaves none of them half changed.
package enum HydraOverrides {
    /// Returns the files that were named.
    @discardableResult
    package static func apply(_ overrides: [HydraOverride], top: String) throws -> [String] {
        var order: [String] = []
        var contents: [String: [UInt8]] = [:]
        for override in overrides {
            let file = try ParameterOverrides.normalized(override.file ?? "params.yaml")
            if contents[file] == nil {
                order.append(file)
                contents[file] = try Files.readIfPresent(Paths.join(top, file)) ?? []
            }
            contents[file] = try apply(override, to: contents[file] ?? [], file: file)
        }
        for file in order { try Files.write(contents[file] ?? [], to: Paths.join(top, file)) }
        return order
    }

    private static func apply(_ override: HydraOverride, to bytes: [UInt8], file: String) throws -> [UInt8] {
        let format = try ParameterOverrides.format(of: file)
        let current = Document.value(at: override.key, in: try Document.parse(bytes, format: format, name: file))
        switch (override.operation, current) {
        case (.change, nil):
            throw Diagnostic.usage(
                "'\(file)' has no '\(override.key)' to change", hint: "+\(override.key)=VALUE adds it")
        case (.add, .some):
            throw Diagnostic.usage(
                "'\(file)' has '\(override.key)' already", hint: "\(override.key)=VALUE changes it, ++ does either")
        case (.remove, nil): throw Diagnostic.usage("'\(file)' has no '\(override.key)' to remove")
        case (.remove, let current?):
            if let value = override.value, value != current {
                throw Diagnostic.usage(
                    "'\(override.key)' in '\(file)' is \(current.serialized().asText), not \(value.serialized().asText)"
                )
            }
            return try Document.remove(override.key, from: bytes, format: format, name: file)
        default:
            let changes = changes(override.key, override.value ?? .null, current)
            return try Document.edit(bytes, format: format, name: file, set: changes)
        }
    }

    /// As in Hydra a mapping is merged into the one that is there: what it does not name stays.
    private static func changes(
        _ key: String, _ value: JSONValue, _ current: JSONValue?
    ) -> [(key: String, value: JSONValue)] {
        guard case .object(let new) = value, case .object(let old)? = current else { return [(key, value)] }
        return new.flatMap { changes("\(key).\($0.key)", $0.value, old[$0.key]) }
    }
}
