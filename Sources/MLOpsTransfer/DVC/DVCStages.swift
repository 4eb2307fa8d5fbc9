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
    static func all(_ project: DVCProject) throws -> [DVCStages] {
        try project.pipelines().map { DVCStages(path: $0.path, definition: $0.definition, lock: $0.lock) }
    }

    init(path: String, definition: [UInt8], lock: [UInt8]) {
        self.path = path
        do {
            let yaml = try Document.parse(definition, format: .yaml, name: path)["stages"]?.objectValue
            let locked = try Document.parse(lock, format: .yaml, name: path)["stages"]?.objectValue
            for (name, entry) in locked ?? JSONObject() {
                guard let stage = yaml?[name] else {
                    if name.contains("@") { problems.append("stage '\(name)' comes of a template") }
                    continue
                }
                add(name, stage, entry["outs"]?.arrayValue ?? [])
            }
        } catch {
            problems.append(error.diagnostic.message)
        }
    }

    private mutating func add(_ name: String, _ stage: JSONValue, _ locked: [JSONValue]) {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let wdir = stage["wdir"]?.stringValue ?? "."
        var outputs: [DVCFile.Output] = []
        var changes: [(key: String, value: JSONValue)] = []
        for section in Self.sections {
            for (position, item) in (stage[section]?.arrayValue ?? []).enumerated() {
                guard let written = item.stringValue ?? item.objectValue?.keys.first else { continue }
                var flags = item[written]?.objectValue ?? JSONObject()
                if flags["cache"]?.boolValue == false { continue }
                guard let entry = locked.first(where: { $0["path"]?.stringValue == written }) else { continue }
                do {
                    outputs.append(try Self.output(entry, written, wdir: wdir, folder: folder))
                    flags["cache"] = .bool(false)
                    changes.append(
                        ("stages.\(name).\(section).\(position)", .object([written: .object(flags)])))
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

    private static func output(
        _ entry: JSONValue, _ written: String, wdir: String, folder: String
    ) throws(DVCPath.Refusal) -> DVCFile.Output {
        let resolved = try DVCPath.resolve(written, from: wdir, in: folder)
        try DVCPath.check(resolved)
        guard let digits = entry["md5"]?.stringValue, let hash = DVCHash(digits, isLegacy: entry["hash"] == nil) else {
            throw DVCPath.Refusal(reason: "'\(resolved)' has no MD5")
        }
        return DVCFile.Output(path: resolved, hash: hash, isExecutable: entry["isexec"]?.boolValue ?? false)
    }
}
