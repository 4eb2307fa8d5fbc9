internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// Finds out what a model takes and gives.
struct SignatureReader {
    private let repository: Repository
    private let objects: ObjectStore
    private static let limit: Int64 = 1 << 20

    init(_ repository: Repository, _ objects: ObjectStore) {
        self.repository = repository
        self.objects = objects
    }

    /// From a file that a person names: JSON or YAML.
    func read(_ path: String) throws -> ModelSignature {
        let absolute = Paths.absolute(path, in: repository.context.workingDirectory)
        guard let info = Files.info(absolute, followLinks: true), info.size <= Self.limit else {
            throw RegistryError.fatal("cannot read the signature from '\(path)'")
        }
        guard let signature = Self.parse(try Files.read(absolute), path) else {
            throw RegistryError.fatal(
                "'\(path)' has no signature", hint: "it takes 'inputs' and 'outputs', or the 'fields' of a table schema"
            )
        }
        return signature
    }

    /// From the `MLmodel` file among a version's files, which MLflow writes; nil without one, or when it says nothing.
    func find(in files: [JSONValue]) -> ModelSignature? {
        for file in files {
            guard let name = file["name"]?.stringValue, Paths.name(name) == "MLmodel",
                (file["size"]?.integerValue ?? .max) <= Self.limit, let bytes = content(of: file)
            else { continue }
            return Self.parse(bytes, "MLmodel.yaml")
        }
        return nil
    }

    private func content(of file: JSONValue) -> [UInt8]? {
        if let blob = file["blob"]?.stringValue.flatMap({ ObjectID(hex: $0) }) { return try? repository.blob(blob) }
        guard let id = file["sha256"]?.stringValue.flatMap({ ContentID($0) }), let size = file["size"]?.integerValue,
            let path = objects.locate(LargeObject(id: id, size: size))
        else { return nil }
        return try? Files.read(path)
    }

    private static func parse(_ bytes: [UInt8], _ path: String) -> ModelSignature? {
        let name = path.hasSuffix(".json") ? path : path + ".yaml"
        guard let document = try? Document.parse(bytes, path: name) else { return nil }
        return ModelSignature(document: document)
    }
}
