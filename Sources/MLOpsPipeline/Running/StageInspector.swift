internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsSystem

/// Looks at the worktree on behalf of one stage: what goes in, what is there of what comes out.
struct StageInspector {
    let root: String
    var hasher: WorktreeHasher
    /// What paths will hold, or would if they were here: it counts instead of what is there.
    var assumed: [String: FileFingerprint] = [:]
    private var documents: [String: JSONValue] = [:]

    init(root: String, hasher: WorktreeHasher) {
        self.root = root
        self.hasher = hasher
    }

    /// The inputs as they are now. Throws when one is missing.
    mutating func inputs(of stage: Stage) throws -> StageInputs {
        var inputs = StageInputs(
            commands: stage.commands, workingDirectory: stage.workingDirectory, deps: [:], params: [:],
            outs: stage.outs.map(\.path).sorted())
        inputs.image = stage.settings.image
        for path in stage.deps {
            if RelativePath.isURL(path) {
                throw failure(stage, "'\(path)' cannot be watched", "depend on a file in the repository instead")
            }
            guard let fingerprint = try assumed[path] ?? hasher.fingerprint(path) else {
                throw failure(stage, "'\(path)' does not exist", "make it, or remove it from 'deps'")
            }
            inputs.deps[path] = fingerprint
        }
        for dependency in stage.params { inputs.params[dependency.file] = try values(dependency, stage) }
        return inputs
    }

    /// Nil when all outputs are there as recorded, else the clause that says what is wrong.
    mutating func deviation(from record: StageRecord, of stage: Stage) throws -> String? {
        for out in record.outs {
            guard let now = try assumed[out.path] ?? hasher.fingerprint(out.path) else {
                return "'\(out.path)' is missing"
            }
            if now != out.fingerprint { return "'\(out.path)' is not what the stage made of these inputs" }
        }
        return nil
    }

    /// Whether the path lies within or around one that is assumed, so that what it will hold is not known.
    func isUncertain(_ path: String) -> Bool {
        assumed[path] == nil
            && assumed.keys.contains { RelativePath.isInside(path, $0) || RelativePath.isInside($0, path) }
    }

    /// Whether the stage's condition holds; it does when there is none.
    mutating func allows(_ stage: Stage) throws -> Bool {
        guard let condition = stage.settings.when else { return true }
        return try condition.holds { file, key in
            let path = RelativePath.join(stage.workingDirectory, file ?? "params.yaml")
            return FlatKeys.value(at: key, in: try document(path, stage))
        }
    }

    /// The values of the stage's parameters as they are written.
    mutating func writtenParams(of stage: Stage) throws -> [String: JSONObject] {
        var params: [String: JSONObject] = [:]
        for dependency in stage.params {
            let document = try document(dependency.file, stage)
            var values = JSONObject()
            for key in dependency.keys ?? document.objectValue?.keys ?? [] {
                values[key] = dependency.keys == nil ? document[key] : FlatKeys.value(at: key, in: document)
            }
            params[dependency.file] = values
        }
        return params
    }

    /// Parameter files are read again for every stage: a stage may have written them.
    mutating func forgetDocuments() {
        documents = [:]
    }

    private mutating func values(_ dependency: ParameterDependency, _ stage: Stage) throws -> JSONObject {
        let document = try document(dependency.file, stage)
        guard let keys = dependency.keys else { return ["": document.wholeNumbers] }
        var values = JSONObject()
        for key in keys {
            guard let value = FlatKeys.value(at: key, in: document) else {
                throw failure(
                    stage, "'\(dependency.file)' has no parameter '\(key)'", "add it, or remove it from 'params'")
            }
            values[key] = value.wholeNumbers
        }
        return values
    }

    private mutating func document(_ file: String, _ stage: Stage) throws -> JSONValue {
        if let known = documents[file] { return known }
        guard let bytes = try Files.readIfPresent(Paths.join(root, file)) else {
            throw failure(stage, "'\(file)' does not exist", "make it, or remove it from 'params'")
        }
        let document = try Document.parse(bytes, path: file)
        documents[file] = document
        return document
    }

    private func failure(_ stage: Stage, _ reason: String, _ hint: String) -> Diagnostic {
        .fatal("\(stage.place): stage '\(stage.name)': \(reason)", hint: hint)
    }
}
