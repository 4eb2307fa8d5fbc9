internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsSystem

/// Looks at the worktree on behalf of one stage: what goes in, what is there of what comes out.
struct StageInspector {
    let pipeline: Pipeline
    let root: String
    var hasher: WorktreeHasher
    private var documents: [String: JSONValue] = [:]

    init(pipeline: Pipeline, root: String, hasher: WorktreeHasher) {
        self.pipeline = pipeline
        self.root = root
        self.hasher = hasher
    }

    /// The inputs as they are now. Throws when one is missing.
    mutating func inputs(of stage: Stage) throws -> StageInputs {
        var inputs = StageInputs(
            commands: stage.commands, workingDirectory: stage.workingDirectory, deps: [:], params: [:],
            outs: stage.outs.map(\.path).sorted())
        for path in stage.deps {
            if RelativePath.isURL(path) {
                throw failure(stage, "'\(path)' cannot be watched", "depend on a file in the repository instead")
            }
            guard let fingerprint = try hasher.fingerprint(path) else {
                throw failure(stage, "'\(path)' does not exist", "make it, or remove it from 'deps'")
            }
            inputs.deps[path] = fingerprint
        }
        for dependency in stage.params { inputs.params[dependency.file] = try values(dependency, stage) }
        return inputs
    }

    /// Nil when all outputs are there as recorded, else the clause that says what is wrong.
    mutating func deviation(from record: StageRecord, of stage: Stage) throws -> String? {
        for (path, recorded) in record.outs {
            guard let now = try hasher.fingerprint(path) else { return "'\(path)' is missing" }
            if now != recorded { return "'\(path)' is not what the stage made of these inputs" }
        }
        return nil
    }

    /// Parameter files are read again for every stage: a stage may have written them.
    mutating func forgetDocuments() {
        documents = [:]
    }

    private mutating func values(_ dependency: ParameterDependency, _ stage: Stage) throws -> JSONObject {
        let document = try document(dependency.file, stage)
        guard let keys = dependency.keys else { return ["": document.normalized] }
        var values = JSONObject()
        for key in keys {
            guard let value = FlatKeys.value(at: key, in: document) else {
                throw failure(
                    stage, "'\(dependency.file)' has no parameter '\(key)'", "add it, or remove it from 'params'")
            }
            values[key] = value.normalized
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
        let place = stage.line.map { "\(pipeline.file):\($0)" } ?? pipeline.file.description
        return .fatal("\(place): stage '\(stage.name)': \(reason)", hint: hint)
    }
}

extension JSONValue {
    /// The value with whole doubles as integers, so that `1` and `1.0` are the same parameter.
    fileprivate var normalized: JSONValue {
        switch self {
        case .double(let number): Int64(exactly: number).map(JSONValue.integer) ?? self
        case .array(let items): .array(items.map(\.normalized))
        case .object(let members): .object(JSONObject(members.map { ($0.key, $0.value.normalized) }))
        default: self
        }
    }
}
