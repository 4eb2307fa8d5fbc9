internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsSystem

/// `-P [FILE:]KEY=VALUE`, as DVC's `-S`: sets values in params files, keeping everything else byte for byte.
enum ParameterOverrides {
    /// All files are edited in memory first, so that a wrong key leaves none of them half changed. The files that
    /// were named.
    static func apply(_ overrides: [RunRequest.Override], top: String) throws -> [String] {
        var order: [String] = []
        var byFile: [String: [(key: String, value: JSONValue)]] = [:]
        for override in overrides {
            let file = try file(for: override)
            if byFile[file] == nil { order.append(file) }
            byFile[file, default: []].append((override.key, override.value))
        }
        let edited = try order.map { file -> (String, [UInt8]) in
            let path = Paths.join(top, file)
            let bytes = try Files.readIfPresent(path) ?? []
            return (path, try Document.edit(bytes, format: format(of: file), name: file, set: byFile[file]!))
        }
        for (path, bytes) in edited { try Files.write(bytes, to: path) }
        return order
    }

    private static func file(for override: RunRequest.Override) throws -> String {
        guard let file = override.file else { return "params.yaml" }
        return try normalized(file)
    }

    static func format(of file: String) throws -> DocumentFormat {
        if let format = DocumentFormat(path: file) { return format }
        throw Diagnostic.fatal(
            "cannot set parameters in '\(file)': unknown format", hint: "use a .yaml, .json or .toml file")
    }

    /// The path from the top. Nothing outside is written.
    static func normalized(_ file: String) throws -> String {
        let normalized = Paths.normalize(file)
        if normalized.hasPrefix("/") || normalized.hasPrefix("../") || normalized == ".." {
            throw Diagnostic.fatal("'\(file)' is outside repository")
        }
        return normalized
    }
}
