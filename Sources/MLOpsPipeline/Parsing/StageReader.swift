internal import MLOpsCore
internal import MLOpsDocuments

/// One stage whose templates are resolved.
struct StageReader {
    static let keys = [
        "cmd", "wdir", "deps", "params", "outs", "metrics", "plots", "frozen", "always_changed", "desc", "meta", "vars",
    ]

    let reader: SectionReader
    /// The folder of the pipeline file.
    let folder: String

    func stage(_ name: String) throws(DocumentError) -> Stage {
        let members = try reader.object(allowing: Self.keys)
        let workingDirectory = RelativePath.join(folder, try text("wdir", members) ?? "")
        if RelativePath.isExternal(workingDirectory) || RelativePath.entersGitFolder(workingDirectory) {
            throw reader.error("the working folder lies outside the repository", at: "wdir")
        }
        var stage = Stage(name: name, command: try command(members), workingDirectory: workingDirectory)
        stage.file = reader.document.name
        stage.line = reader.document.position(of: reader.path)?.line
        for item in try section("deps", members).items() {
            let path = try item.string()
            if path.isEmpty { throw item.error("the path is empty", hint: "name a file or a folder") }
            stage.deps.append(resolve(path, in: workingDirectory))
            stage.written[stage.deps[stage.deps.count - 1]] = path
        }
        for item in try section("params", members).items() {
            for dependency in try parameters(item, workingDirectory) { stage.add(dependency) }
        }
        for (key, kind) in [("outs", StageOutput.Kind.output), ("metrics", .metrics), ("plots", .plots)] {
            for item in try section(key, members).items() {
                stage.outs += try OutputReader(reader: item, folder: workingDirectory, kind: kind).outputs()
            }
        }
        for out in stage.outs { stage.written[out.path] = out.written }
        stage.isFrozen = try flag("frozen", members)
        stage.isAlwaysChanged = try flag("always_changed", members)
        stage.description = try text("desc", members)
        stage.meta = members["meta"] ?? .null
        stage.directions = try directions(section("meta", members))
        stage.settings = try SettingsReader(section("meta", members)).settings()
        return stage
    }

    private func section(_ key: String, _ members: JSONObject) -> SectionReader {
        reader.child(key, members[key] ?? .null)
    }

    private func text(_ key: String, _ members: JSONObject) throws(DocumentError) -> String? {
        guard let value = members[key], value != .null else { return nil }
        // A template may have put in what is no text.
        if let text = Template.text(of: value) { return text }
        return try reader.child(key, value).string()
    }

    private func flag(_ key: String, _ members: JSONObject) throws(DocumentError) -> Bool {
        guard let value = members[key] else { return false }
        return try reader.child(key, value).bool()
    }

    private func command(_ members: JSONObject) throws(DocumentError) -> JSONValue {
        guard let command = members["cmd"] else {
            throw reader.error("a stage needs a command", hint: "add 'cmd: COMMAND'")
        }
        let section = reader.child("cmd", command)
        if case .array = command { _ = try section.strings() } else { _ = try section.string() }
        let isEmpty = command.stringValue.map { $0.allSatisfy(\.isWhitespace) } ?? (command.arrayValue?.isEmpty ?? true)
        if isEmpty { throw section.error("the command is empty") }
        return command
    }

    private func resolve(_ path: String, in folder: String) -> String {
        RelativePath.isURL(path) ? path : RelativePath.join(folder, path)
    }

    /// `key`, `{file: [keys]}` or `{file: null}`.
    private func parameters(
        _ item: SectionReader, _ folder: String
    ) throws(DocumentError) -> [ParameterDependency] {
        if case .string(let key) = item.value {
            return [ParameterDependency(file: RelativePath.join(folder, "params.yaml"), keys: [key])]
        }
        guard case .object(let files) = item.value else {
            throw item.mismatch("a key or a file with its keys", hint: "write 'KEY' or 'FILE: [KEY]'")
        }
        var result: [ParameterDependency] = []
        for (file, keys) in files {
            // Keys may be numbers.
            let names = try item.child(file, keys).items().map { key throws(DocumentError) in
                if case .integer(let number) = key.value { return String(number) }
                return try key.string()
            }
            result.append(
                ParameterDependency(file: RelativePath.join(folder, file), keys: names.isEmpty ? nil : names))
        }
        return result
    }

    /// `meta.mlops.metrics: {key: higher | lower}`.
    private func directions(_ meta: SectionReader) throws(DocumentError) -> [String: MetricDirection] {
        guard let own = meta.value["mlops"]?["metrics"] else { return [:] }
        let section = meta.child("mlops", meta.value["mlops"] ?? .null).child("metrics", own)
        var result: [String: MetricDirection] = [:]
        for (key, value) in try section.object() {
            guard let direction = value.stringValue.flatMap(MetricDirection.init) else {
                throw section.child(key, value).error("a metric gets better 'higher' or 'lower'")
            }
            result[key] = direction
        }
        return result
    }
}

extension Stage {
    /// Adds parameters, joining those of the same file.
    fileprivate mutating func add(_ dependency: ParameterDependency) {
        guard let index = params.firstIndex(where: { $0.file == dependency.file }) else {
            return params.append(dependency)
        }
        guard let old = params[index].keys, let new = dependency.keys else { return params[index].keys = nil }
        params[index].keys = (old + new).unique()
    }
}
