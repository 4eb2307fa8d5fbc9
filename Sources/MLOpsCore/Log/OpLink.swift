/// What an op ties its subject to: content that it used, made or registered, or another subject. The index keeps links,
/// so that where something came from is found without reading the log.
package struct OpLink: Hashable, Sendable {
    package enum Role: Int64, Sendable {
        case used = 0
        case made = 1
        /// A version of a registered model pins it.
        case registered = 2
    }

    /// SHA-256 of content, `git:` and a blob, `run:`, `logged:` or `dataset:` and an id.
    package let key: String
    package let role: Role
    /// Under what name the subject knows it: a path, or "".
    package let path: String

    package init(_ key: String, _ role: Role, path: String = "") {
        self.key = key
        self.role = role
        self.path = path
    }

    /// How a dataset that a run named is found: by its name and what the program gave as its digest.
    package static func dataset(_ name: String, _ digest: String) -> String { "dataset:\(name)@\(digest)" }
}

extension Op {
    /// No op ties more things together than this: what goes beyond is left out.
    private static let linkLimit = 20_000

    /// Each once; empty for kinds that tie nothing.
    package var links: [OpLink] {
        if isQuarantined { return [] }
        let found: [OpLink] =
            switch kind {
            case .runStage: stageLinks
            case .runArtifact, .loggedArtifact: content(body, as: .made)
            case .runInput: inputLinks
            case .runOutput: text("logged").map { [OpLink("logged:\($0)", .made)] } ?? []
            case .loggedCreate: text("source_run").map { [OpLink("run:\($0)", .registered)] } ?? []
            case .modelVersion, .modelUpdate: versionLinks
            default: []
            }
        var seen: Set<OpLink> = []
        return Array(found.prefix(Self.linkLimit)).filter { seen.insert($0).inserted }
    }

    private var stageLinks: [OpLink] {
        let record = body["record"]
        let used = (record?["inputs"]?["deps"]?.objectValue ?? [:]).compactMap { path, value in
            value["sha256"]?.stringValue.map { OpLink($0, .used, path: path) }
        }
        let made = (record?["outs"]?.arrayValue ?? []).compactMap { value -> OpLink? in
            guard let hash = value["sha256"]?.stringValue, let path = value["path"]?.stringValue else { return nil }
            return OpLink(hash, .made, path: path)
        }
        return used + made
    }

    private var inputLinks: [OpLink] {
        if let logged = text("logged") { return [OpLink("logged:\(logged)", .used)] }
        let dataset = object("dataset")
        guard let name = dataset["name"]?.stringValue else { return [] }
        let digest = dataset["digest"]?.stringValue ?? ""
        let named = OpLink(OpLink.dataset(name, digest), .used, path: name)
        // A digest that is a SHA-256 names content like any other.
        return digest.utf8.count == 64 ? [named, OpLink(digest, .used, path: name)] : [named]
    }

    private var versionLinks: [OpLink] {
        let files = (body["files"]?.arrayValue ?? []).flatMap { file in
            file.objectValue.map { content($0, as: .registered) } ?? []
        }
        let run = text("run").map { [OpLink("run:\($0)", .registered)] } ?? []
        return files + run + (text("logged").map { [OpLink("logged:\($0)", .registered)] } ?? [])
    }

    private func content(_ members: JSONObject, as role: OpLink.Role) -> [OpLink] {
        let path = members["name"]?.stringValue ?? ""
        let keys = [members["sha256"]?.stringValue, members["blob"]?.stringValue.map { "git:\($0)" }]
        return keys.compactMap { $0.map { OpLink($0, role, path: path) } }
    }
}
