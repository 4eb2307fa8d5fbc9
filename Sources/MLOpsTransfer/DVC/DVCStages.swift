internal import MLOpsCore
internal import MLOpsDocuments

/// Outputs of the stages of one `dvc.yaml` that DVC keeps in its cache, as `dvc.lock` has seen them last.
struct DVCStages {
    /// A stage's outputs get `cache: false`: git keeps them from now on, and DVC goes on comparing them.
    struct Edit {
        let stage: String
        let file: String
        let changes: [(key: String, value: JSONValue)]
    }

    struct Stage {
        let name: String
        let outputs: [DVCFile.Output]
        let edit: Edit
    }

    /// `dvc.yaml`, relative to the top of the worktree.
    let path: String
    private(set) var stages: [Stage] = []
    /// Ends of sentences.
    private(set) var problems: [String] = []

    private static let sections = ["outs", "metrics", "plots"]

    /// Of all pipelines of a project.
    static func all(_ project: DVCProject, templates: DVCOptions.Templates?) throws -> [DVCStages] {
        try project.pipelines().map {
            DVCStages(path: $0.path, definition: $0.definition, lock: $0.lock, templates: templates)
        }
    }

    init(path: String, definition: [UInt8], lock: [UInt8], templates: DVCOptions.Templates?) {
        self.path = path
        do {
            let yaml = try Document.parse(definition, format: .yaml, name: path)["stages"]?.objectValue
            let locked = try Document.parse(lock, format: .yaml, name: path)["stages"]?.objectValue
            let hasTemplates = String(decoding: definition, as: UTF8.self).contains("${")
            let resolved = hasTemplates ? try templates?(path, definition) ?? [:] : [:]
            for (name, entry) in locked ?? JSONObject() {
                guard let source = Self.source(of: name, yaml) else { continue }
                let stage = resolved[name] ?? source.stage
                add(name, stage, in: source, entry["outs"]?.arrayValue ?? [])
            }
        } catch {
            problems.append(Diagnostic(describing: error).message)
        }
    }

    /// Where `dvc.yaml` has a stage, or what `foreach` and `matrix` make it of, and what is written there.
    private static func source(of name: String, _ yaml: JSONObject?) -> (key: String, stage: JSONValue)? {
        if let stage = yaml?[name] { return ("stages.\(name)", stage) }
        guard let at = name.firstIndex(of: "@"), let group = yaml?[String(name[..<at])] else { return nil }
        let key = "stages.\(name[..<at])"
        return group["do"].map { (key + ".do", $0) } ?? (key, group)
    }

    /// `stage` with templates resolved, `source` as it is written: the same items at the same places.
    private mutating func add(
        _ name: String, _ stage: JSONValue, in source: (key: String, stage: JSONValue), _ locked: [JSONValue]
    ) {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let wdir = stage["wdir"]?.stringValue ?? "."
        var outputs: [DVCFile.Output] = []
        var changes: [(key: String, value: JSONValue)] = []
        for section in Self.sections {
            let templates = source.stage[section]?.arrayValue ?? []
            let items = stage[section]?.arrayValue ?? []
            guard items.count == templates.count else {
                problems.append("stage '\(name)': it has two outputs in one item of '\(section)'")
                return
            }
            for (position, item) in items.enumerated() {
                guard let written = Self.path(of: item), let template = Self.path(of: templates[position]) else {
                    continue
                }
                var flags = templates[position][template]?.objectValue ?? JSONObject()
                if item[written]?["cache"]?.boolValue == false { continue }
                guard let entry = locked.first(where: { $0["path"]?.stringValue == written }) else { continue }
                do {
                    outputs.append(try Self.output(entry, written, wdir: wdir, folder: folder))
                    flags["cache"] = .bool(false)
                    changes.append(("\(source.key).\(section).\(position)", .object([template: .object(flags)])))
                } catch {
                    problems.append("stage '\(name)': \(error.reason)")
                    return
                }
            }
        }
        if outputs.isEmpty { return }
        let label = "\(path):\(name)"
        stages.append(
            Stage(name: label, outputs: outputs, edit: Edit(stage: label, file: path, changes: changes)))
    }

    private static func path(of item: JSONValue) -> String? { item.stringValue ?? item.objectValue?.keys.first }

    private static func output(
        _ entry: JSONValue, _ written: String, wdir: String, folder: String
    ) throws(DVCPath.Refusal) -> DVCFile.Output {
        let resolved = try DVCPath.resolve(written, from: wdir, in: folder)
        try DVCPath.check(resolved)
        return try DVCFile.Output(entry, path: resolved)
    }
}
