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
    /// Asks a place outside for the version of what is there.
    private let ask: ((_ url: String) throws -> OutsideVersion)?
    private var outside: [String: FileFingerprint] = [:]

    init(root: String, hasher: WorktreeHasher, ask: ((_ url: String) throws -> OutsideVersion)? = nil) {
        self.root = root
        self.hasher = hasher
        self.ask = ask
    }

    /// The inputs as they are now. Throws when one is missing.
    mutating func inputs(of stage: Stage) throws -> StageInputs {
        var inputs = StageInputs(
            commands: stage.commands, workingDirectory: stage.workingDirectory, deps: [:], params: [:],
            outs: stage.outs.map(\.path).sorted())
        inputs.image = stage.settings.image
        for path in stage.deps {
            guard let fingerprint = try content(path) else {
                throw failure(stage, "'\(path)' does not exist", "make it, or remove it from 'deps'")
            }
            inputs.deps[path] = fingerprint
        }
        for dependency in stage.params { inputs.params[dependency.file] = try values(dependency, stage) }
        if let out = inputs.outs.first(where: { hasher.ignored.ignores($0) }) {
            throw failure(stage, "its output '\(out)' is ignored by a .dvcignore", "take it out there")
        }
        return inputs
    }

    /// What a dependency holds, here or, asked once, outside; nil when it is not there.
    mutating func content(_ path: String) throws -> FileFingerprint? {
        guard RelativePath.isURL(path) else { return try assumed[path] ?? hasher.fingerprint(path) }
        if let known = outside[path] { return known }
        guard let ask else { throw Diagnostic.fatal("'\(path)' cannot be asked for from here") }
        let content = FileFingerprint(try ask(path))
        outside[path] = content
        return content
    }

    /// The sentence about an output that a frozen stage would have to make; nil when none is missing.
    func missingOfFrozen(_ stage: Stage, _ options: ReproOptions) -> String? {
        guard !options.allowsMissing else { return nil }
        let missing = stage.outs.first { !Files.exists(Paths.join(root, $0.path)) && assumed[$0.path] == nil }
        return missing.map { "it is frozen, and '\($0.path)' is not there" }
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
        let document = try Document.parseParameters(bytes, path: file)
        documents[file] = document
        return document
    }

    private func failure(_ stage: Stage, _ reason: String, _ hint: String) -> Diagnostic {
        .fatal("\(stage.place): stage '\(stage.name)': \(reason)", hint: hint)
    }
}
