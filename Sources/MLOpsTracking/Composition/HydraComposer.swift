package import MLOpsCore
internal import MLOpsDocuments

/// Composes a configuration of a folder of small ones, as Hydra 1.3 does (hydra.cc, "The Defaults List"): defaults of
/// groups, their nesting, packages, overrides; then the values on the command line, then interpolations.
package struct HydraComposer {
    /// A file below the folder, by its path; nil when there is none.
    package typealias Reader = (_ path: String) throws -> [UInt8]?

    let read: Reader
    /// Whether the folder has that folder.
    let isGroup: (String) -> Bool

    package init(read: @escaping Reader, isGroup: @escaping (String) -> Bool) {
        self.read = read
        self.isGroup = isGroup
    }

    /// The configuration that `name` composes.
    package func compose(_ name: String = "config", overrides: [HydraOverride] = []) throws -> JSONValue {
        let groups = overrides.filter { isGroup($0.key) }
        var defaults = HydraDefaults(composer: self, groups: groups)
        try defaults.expand(HydraDefaults.Entry(path: name, folder: "", package: ""), isPrimary: true, depth: 0)
        try defaults.requireEveryGroupIsKnown()
        var result = JSONValue.object([:])
        for layer in defaults.layers {
            result = Self.merge(result, Self.wrap(layer.value, in: layer.package))
        }
        for override in overrides where !isGroup(override.key) { try Self.apply(override, to: &result) }
        if case .object(var members) = result {
            members["hydra"] = nil
            result = .object(members)
        }
        return try HydraInterpolation(root: result).resolved()
    }

    /// The file `path`.yaml: what it says and the package that its first lines name.
    func load(_ path: String) throws -> (value: JSONObject, header: String?)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0 != ".." && $0 != "." && $0 != "" }) else {
            throw Diagnostic.fatal("'\(path)' is no name of a configuration")
        }
        guard let bytes = try read("\(path).yaml") else { return nil }
        let value = try Document.parse(bytes, format: .yaml, name: "\(path).yaml")
        guard case .object(let members) = value.isNull ? .object([:]) : value else {
            throw Diagnostic.fatal("'\(path).yaml' is no mapping")
        }
        return (members, Self.header(bytes))
    }

    private static func header(_ bytes: [UInt8]) -> String? {
        for line in bytes.asText.split(separator: "\n") {
            guard line.hasPrefix("#") else { return nil }
            let words = line.dropFirst().split(whereSeparator: \.isWhitespace)
            if words.count == 2, words[0] == "@package" { return String(words[1]) }
        }
        return nil
    }

    private static func wrap(_ value: JSONObject, in package: String) -> JSONValue {
        package.split(separator: ".").reversed().reduce(.object(value)) { inner, name in
            .object([String(name): inner])
        }
    }

    /// Mappings are joined, everything else is replaced.
    static func merge(_ old: JSONValue, _ new: JSONValue) -> JSONValue {
        guard case .object(var members) = old, case .object(let update) = new else { return new }
        for (key, value) in update { members[key] = members[key].map { merge($0, value) } ?? value }
        return .object(members)
    }

    private static func apply(_ override: HydraOverride, to root: inout JSONValue) throws {
        let path = override.key.split(separator: ".").map(String.init)
        let current = path.reduce(Optional(root)) { $0?[$1] }
        switch (override.operation, current) {
        case (.change, nil):
            throw Diagnostic.usage(
                "the configuration has no '\(override.key)' to change", hint: "+\(override.key)=VALUE adds it")
        case (.add, .some(let value)) where value.objectValue == nil || override.value?.objectValue == nil:
            throw Diagnostic.usage("the configuration has '\(override.key)' already", hint: "++ changes it")
        case (.remove, nil): throw Diagnostic.usage("the configuration has no '\(override.key)' to remove")
        case (.remove, let current?):
            if let value = override.value, value != current {
                throw Diagnostic.usage("'\(override.key)' is \(current.serialized().asText)")
            }
            root = set(nil, at: path[...], in: root)
        case (.change, let current?) where !Self.knows(override.value ?? .null, current):
            throw Diagnostic.usage(
                "'\(override.key)' in the configuration does not have all of these keys", hint: "+ adds, ++ does either"
            )
        default:
            let value = override.value ?? .null
            root = set(current.map { merge($0, value) } ?? value, at: path[...], in: root)
        }
    }

    /// Whether `current` has every key of `value`.
    private static func knows(_ value: JSONValue, _ current: JSONValue) -> Bool {
        guard case .object(let members) = value, case .object(let old) = current else { return true }
        return members.allSatisfy { member in old[member.key].map { knows(member.value, $0) } ?? false }
    }

    private static func set(_ value: JSONValue?, at path: ArraySlice<String>, in root: JSONValue) -> JSONValue {
        guard let key = path.first else { return value ?? .null }
        if case .array(var items) = root, let index = Int(key), items.indices.contains(index) {
            items[index] = set(value, at: path.dropFirst(), in: items[index])
            return .array(items)
        }
        var members = root.objectValue ?? JSONObject()
        members[key] = path.count == 1 ? value : set(value, at: path.dropFirst(), in: members[key] ?? .object([:]))
        return .object(members)
    }
}
