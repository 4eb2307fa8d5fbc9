internal import MLOpsCore

/// Which values of which files templates name; shared by a ``TemplateContext`` and those made of it.
final class TemplateUses {
    private var names: [[String]] = []
    private var known: Set<[String]> = []
    private var paths: [String] = []
    private var members: [String: JSONObject] = [:]

    func add(name: [String]) {
        if known.insert(name).inserted { names.append(name) }
    }

    func add(file path: String, _ values: JSONObject) {
        guard var old = members[path] else {
            paths.append(path)
            members[path] = values
            return
        }
        for (key, value) in values where old[key] == nil { old[key] = value }
        members[path] = old
    }

    /// The dotted keys that were named of each file, in the order of the files; of an item of a list the list's.
    var taken: [(file: String, keys: [String])] {
        paths.compactMap { path in
            let document = JSONValue.object(members[path] ?? JSONObject())
            let keys = names.compactMap { Self.key($0, in: document) }.unique()
            return keys.isEmpty ? nil : (path, keys)
        }
    }

    private static func key(_ name: [String], in document: JSONValue) -> String? {
        var value = document
        var found: [String] = []
        for component in name {
            if value.arrayValue != nil { break }
            guard let inner = value[component] else { return nil }
            found.append(component)
            value = inner
        }
        return found.joined(separator: ".")
    }
}
