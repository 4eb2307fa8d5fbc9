package import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
package import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTracking

/// `model register`: a version pins the hashes of its files, the run that made them, the commit and the code.
package struct ModelRegistration {
    package struct Result: Sendable {
        package let model: ModelRecord
        package let version: ModelVersion
    }

    private let registry: ModelRegistry
    private let objects: ObjectStore
    private var repository: Repository { registry.store.repository }

    package init(_ registry: ModelRegistry, objects: ObjectStore) {
        self.registry = registry
        self.objects = objects
    }

    /// What a version is made of before it is registered.
    private struct Content {
        var files: [JSONValue] = []
        var run: String?
        var commit: String?
        var tree: String?
        var source = ""
        var name = ""
        var signature: ModelSignature?
    }

    /// Registers the artifacts of a run, or files. `run`: the run that made the files. `artifacts`: only these of the
    /// run. `name` nil: the run's name, or that of the only file. `signature`: the file with it; nil: what an `MLmodel`
    /// among the files says.
    package func register(
        _ targets: [String], run: String?, artifacts: [String], name: String?, description: String?,
        signature: String? = nil
    ) throws -> Result {
        var content = try content(targets, run, artifacts)
        if let signature { content.signature = try SignatureReader(repository, objects).read(signature) }
        let name = name ?? content.name
        if name.isEmpty { throw RegistryError.usage("more than one file: name the model with --name") }
        try RegistryName.checkModel(name)
        let model = try registry.findIfPresent(name) ?? create(name)
        var members: JSONObject = ["version": .integer(model.nextNumber), "files": .array(content.files)]
        members["run"] = content.run.map(JSONValue.string)
        members["commit"] = content.commit.map(JSONValue.string)
        members["tree"] = content.tree.map(JSONValue.string)
        members["source"] = .string(content.source)
        members["signature"] = content.signature?.json
        members["description"] = description.map(JSONValue.string)
        let op = try registry.append([ModelRegistry.draft(.modelVersion, model, members)])[0]
        let updated = try registry.find(model.id)
        return Result(model: updated, version: updated.version(id: op.id)!)
    }

    private func create(_ name: String) throws -> ModelRecord {
        let op = try registry.append([OpDraft(.modelCreate, ["name": .string(name), "host": .string(Host.name)])])[0]
        return try registry.find(op.id)
    }

    private func content(_ targets: [String], _ run: String?, _ artifacts: [String]) throws -> Content {
        if targets.count == 1, run == nil {
            let isFile = Files.exists(Paths.absolute(targets[0], in: repository.context.workingDirectory))
            if !isFile, let record = try registry.store.findIfPresent(targets[0]) { return try of(record, artifacts) }
            if !isFile {
                throw RegistryError.fatal(
                    "no such run or file '\(targets[0])'", hint: "git mlops runs list")
            }
        }
        return try of(targets, run)
    }

    private func of(_ record: RunRecord, _ wanted: [String]) throws -> Content {
        let names = wanted.isEmpty ? record.artifacts.map(\.name).filter(Self.isPart) : wanted
        if names.isEmpty {
            throw RegistryError.fatal(
                "run '\(RunName.short(record.id))' has no artifacts",
                hint: "git mlops log artifact --run \(RunName.short(record.id)) <file>")
        }
        var content = Content()
        for name in names {
            guard let artifact = record.artifacts.first(where: { $0.name == name }) else {
                throw RegistryError.fatal("no artifact '\(name)' in run '\(RunName.short(record.id))'")
            }
            content.files.append(try Self.file(name, artifact, repository))
        }
        content.signature = SignatureReader(repository, objects).find(in: content.files)
        content.run = record.id
        content.commit = record.attachments.first?.commit ?? record.base
        content.tree = record.endTree ?? record.startTree
        content.source = "runs:/\(record.id)" + (names.count == 1 ? "/\(names[0])" : "")
        content.name = record.name.isEmpty ? (names.count == 1 ? Self.stem(names[0]) : "") : record.name
        return content
    }

    static func file(
        _ name: String, _ artifact: ArtifactRecord, _ repository: Repository
    ) throws -> JSONValue {
        if let digest = artifact.digest {
            return ["name": .string(name), "size": .integer(artifact.size), "sha256": .string(digest)]
        }
        guard let blob = artifact.blob.flatMap({ ObjectID(hex: $0) }) else {
            throw RegistryError.fatal("artifact '\(name)' has no content")
        }
        let object = ContentHasher.object(of: try repository.blob(blob))
        return [
            "name": .string(name), "size": .integer(object.size), "sha256": .string(object.id.hex),
            "blob": .string(blob.hex),
        ]
    }

    private func of(_ paths: [String], _ run: String?) throws -> Content {
        var content = Content()
        let files = try paths.flatMap { try WorktreeFiles.below($0, in: repository) }
        for path in files { content.files.append(try file(path)) }
        let names = content.files.compactMap { $0["name"]?.stringValue }
        if Set(names).count < names.count { throw RegistryError.fatal("two of the files have the same name") }
        content.signature = SignatureReader(repository, objects).find(in: content.files)
        if let run {
            let record = try registry.store.find(run)
            content.run = record.id
            content.tree = record.endTree ?? record.startTree
        }
        if let head = repository.resolveIfPresent("HEAD") {
            content.commit = head.hex
            content.tree = try content.tree ?? repository.commit(head).tree.hex
        }
        if paths.count == 1 {
            content.source = fromTop(paths[0])
            content.name = Self.stem(paths[0])
        }
        return content
    }

    /// A file of the worktree: what a pointer stands for, or the content itself, which is kept.
    private func file(_ path: String) throws -> JSONValue {
        let absolute = Paths.absolute(path, in: repository.context.workingDirectory)
        guard let info = Files.info(absolute, followLinks: true) else {
            throw RegistryError.fatal("cannot open '\(path)': No such file or directory")
        }
        guard info.kind == .file else { throw RegistryError.fatal("'\(path)' is not a file") }
        var members: JSONObject = ["name": .string(fromTop(path))]
        let object: LargeObject
        if let named = try pointer(absolute, info.size) {
            object = named
        } else {
            object = try keep(absolute)
            // A small one travels with the registry itself, as small artifacts of runs do.
            if info.size <= Self.smallSize {
                members["blob"] = .string(try repository.writeBlob(Files.read(absolute)).hex)
            }
        }
        members["size"] = .integer(object.size)
        members["sha256"] = .string(object.id.hex)
        return .object(members)
    }

    static let smallSize: Int64 = 1 << 20

    private func pointer(_ path: String, _ size: Int64) throws -> LargeObject? {
        size < Int64(Pointer.sizeLimit) ? Pointer.parse(try Files.read(path))?.pointer.object : nil
    }

    private func keep(_ path: String) throws -> LargeObject {
        let writer = objects.makeWriter()
        try Descriptor(opening: path).forEachChunk { try writer.append($0) }
        return try writer.finish()
    }

    /// The path from the top of the worktree; of a file that is not in it, its name alone: a version's files have to find
    /// a place wherever they are fetched.
    private func fromTop(_ path: String) -> String {
        let absolute = Paths.absolute(path, in: repository.context.workingDirectory)
        return repository.workTree.flatMap { Paths.relative(absolute, to: $0) } ?? Paths.name(absolute)
    }

    /// Whether a run's artifact belongs to the model that it made: what was found out about it does not.
    private static func isPart(_ artifact: String) -> Bool { !artifact.hasPrefix("evaluation/") }

    /// The file's name without folder and extension.
    private static func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.firstIndex(of: ".").flatMap { $0 == name.startIndex ? nil : String(name[..<$0]) } ?? name
    }
}
