package import MLOpsCore
internal import MLOpsStore

/// All that a stage's result may depend on, as far as it is declared.
package struct StageInputs: Sendable, Equatable {
    package var commands: [String]
    package var workingDirectory: String
    package var deps: [String: FileFingerprint]
    /// Values by file and dotted key. A file that counts whole has the key "".
    package var params: [String: JSONObject]
    /// What the stage is to make, sorted.
    package var outs: [String]
    /// The container image that the commands run in; it counts where there is one.
    package var image: String?

    /// SHA-256 of the canonical text, 64 hexadecimal digits.
    package var key: String {
        let text = JSONValue.object(json).serialized(.compact(sortedKeys: true))
        return ContentHasher.object(of: text).id.hex
    }

    var json: JSONObject {
        var members: JSONObject = [
            "cmd": .array(commands.map(JSONValue.string)), "wdir": .string(workingDirectory),
            "deps": .object(JSONObject(deps.sorted { $0.key < $1.key }.map { ($0.key, .object($0.value.json)) })),
            "params": .object(JSONObject(params.sorted { $0.key < $1.key }.map { ($0.key, .object($0.value)) })),
            "outs": .array(outs.map(JSONValue.string)),
        ]
        members["image"] = image.map { .string($0) }
        return members
    }

    init(
        commands: [String], workingDirectory: String, deps: [String: FileFingerprint], params: [String: JSONObject],
        outs: [String]
    ) {
        self.commands = commands
        self.workingDirectory = workingDirectory
        self.deps = deps
        self.params = params
        self.outs = outs
    }

    init?(json: JSONValue) {
        guard let commands = json["cmd"]?.arrayValue, let workingDirectory = json["wdir"]?.stringValue,
            let deps = json["deps"]?.objectValue, let params = json["params"]?.objectValue,
            let outs = json["outs"]?.arrayValue
        else { return nil }
        self.init(
            commands: commands.compactMap(\.stringValue), workingDirectory: workingDirectory, deps: [:], params: [:],
            outs: outs.compactMap(\.stringValue))
        image = json["image"]?.stringValue
        for (path, value) in deps { self.deps[path] = FileFingerprint(json: value) }
        for (file, values) in params { self.params[file] = values.objectValue }
    }

    /// The first difference to what was recorded, as a clause: "'data.csv' changed".
    package func difference(to old: StageInputs) -> String? {
        if commands != old.commands || workingDirectory != old.workingDirectory { return "its command changed" }
        if image != old.image { return "its image changed" }
        for path in deps.keys.sorted() {
            guard let before = old.deps[path] else { return "it newly depends on '\(path)'" }
            if before != deps[path] { return "'\(path)' changed" }
        }
        if let gone = old.deps.keys.sorted().first(where: { deps[$0] == nil }) {
            return "it no longer depends on '\(gone)'"
        }
        for file in Set(params.keys).union(old.params.keys).sorted() {
            let now = params[file] ?? JSONObject()
            let before = old.params[file] ?? JSONObject()
            for key in (now.keys + before.keys).unique() where now[key] != before[key] {
                return key.isEmpty ? "'\(file)' changed" : "the parameter '\(key)' of '\(file)' changed"
            }
        }
        return outs != old.outs ? "its outputs are declared differently" : nil
    }
}
