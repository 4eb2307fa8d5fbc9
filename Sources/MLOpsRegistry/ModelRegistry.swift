package import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem
package import MLOpsTracking

/// The models of a repository: the registry's log, folded.
package struct ModelRegistry {
    package let store: RunStore

    package init(_ store: RunStore) {
        self.store = store
    }

    /// All models by name; `includeDeleted`: hidden ones too.
    package func models(includeDeleted: Bool = false) throws -> [ModelRecord] {
        try ModelFold.fold(store.log.registryOps()).filter { includeDeleted || !$0.isDeleted }
    }

    /// What a list shows of all models, by name; nothing is folded that did not change.
    package func summaries(includeDeleted: Bool = false) throws -> [ModelSummary] {
        try store.log.modelSummaries().filter { includeDeleted || !$0.isDeleted }
    }

    /// The whole records as one-line JSON, in the order of the summaries; nothing is folded that did not change.
    package func documents(_ summaries: [ModelSummary]) throws -> [String] {
        try store.log.modelDocuments(summaries.map(\.id))
    }

    /// The versions of these models that are not deleted.
    package func versions(of summaries: [ModelSummary]) throws -> [VersionSummary] {
        try store.log.versionSummaries(of: summaries.map(\.id)).filter { !$0.isDeleted }
    }

    /// The model called `name`.
    package func find(_ name: String, includeDeleted: Bool = false) throws -> ModelRecord {
        guard let model = try findIfPresent(name, includeDeleted: includeDeleted) else {
            throw RegistryError.unknownModel(name)
        }
        return model
    }

    /// As ``find(_:includeDeleted:)``, nil when there is none. Of deleted ones of that name, the last created.
    package func findIfPresent(_ name: String, includeDeleted: Bool = false) throws -> ModelRecord? {
        let ops = Self.isGivenName(name) ? try store.log.registryOps() : try store.log.registryOps(ofModel: name)
        let named = ModelFold.fold(ops).filter {
            (includeDeleted || !$0.isDeleted) && (ByteKey($0.name) == ByteKey(name) || $0.id == name)
        }
        return named.first { !$0.isDeleted } ?? named.max { ($0.created, $0.id) < ($1.created, $1.id) }
    }

    /// Whether it may be a name that no op has: where two have one name, the fold puts digits after the later.
    private static func isGivenName(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "-"))
        return parts.count > 1 && parts.last?.count == 8 && Hex.decode(Substring(parts.last!)) != nil
    }

    /// The version that `selector` means: a version, else a stage, else an alias.
    package func version(_ selector: String, of model: ModelRecord, includeDeleted: Bool = false) throws(RegistryError)
        -> ModelVersion
    {
        if let version = model.version(named: selector), includeDeleted || !version.isDeleted { return version }
        if let stage = try? RegistryName.stage(selector), let version = model.effectiveVersion(of: stage) {
            return version
        }
        if let version = model.aliases[selector].flatMap({ model.version(id: $0) }) { return version }
        throw .unknownVersion(selector, of: model.name)
    }

    /// The ops that were appended.
    @discardableResult
    func append(_ drafts: [OpDraft]) throws -> [Op] {
        try store.log.append(drafts, to: .registry)
    }

    /// A draft about `model`.
    static func draft(_ kind: OpKind, _ model: ModelRecord, _ members: JSONObject = [:], why: String? = nil) -> OpDraft
    {
        var members = members
        members["model"] = .string(model.id)
        members["why"] = why.map(JSONValue.string)
        members["host"] = .string(Host.name)
        return OpDraft(kind, members)
    }
}
