package import MLOpsCore
package import MLOpsEvaluation
internal import MLOpsGit
package import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTracking

/// Where the predictions of versions are: in files that were named, else with the runs that made the versions.
package struct GateEvidence {
    /// Reads a table: its name, which tells CSV from TSV, and its bytes.
    package typealias Reader = (_ name: String, _ bytes: [UInt8]) throws -> PairedRows.Table

    /// What is known of a version.
    enum Found {
        case table(PairedRows.Table, GateVerdict.Evidence)
        /// Logged metrics.
        case metrics(LoggedMetrics, GateVerdict.Evidence)
        case nothing(String)
    }

    private let registry: ModelRegistry
    private let objects: ObjectStore
    private let read: Reader
    /// Files by op id of the version.
    private var files: [String: String] = [:]

    package init(_ registry: ModelRegistry, objects: ObjectStore, read: @escaping Reader) {
        self.registry = registry
        self.objects = objects
        self.read = read
    }

    /// The predictions of `version` are in the file `path`.
    package mutating func use(_ path: String, for version: ModelVersion) { files[version.id] = path }

    /// The predictions of a version, or nil and why there are none.
    func predictions(of version: ModelVersion, role: String, artifact: String) throws -> Found {
        if let path = files[version.id] {
            let absolute = Paths.absolute(path, in: registry.store.repository.context.workingDirectory)
            let bytes: [UInt8]
            do {
                bytes = try Files.read(absolute)
            } catch {
                throw RegistryError.fatal("cannot open '\(path)': \(error.cause)")
            }
            guard case .table(let table, var evidence) = try table(path, bytes, role: role, run: nil) else {
                return .nothing("'\(path)' is no table")
            }
            evidence.blob = try keep(bytes)
            return .table(table, evidence)
        }
        guard let run = version.run else {
            return .nothing("\(version.name) was registered without a run: give its predictions as a file")
        }
        guard let record = try registry.store.record(run) else { return .nothing("the run of \(version.name) is gone") }
        guard let found = record.artifacts.first(where: { $0.name == artifact || $0.name.hasSuffix("/\(artifact)") })
        else {
            return .nothing("the run of \(version.name) has no artifact '\(artifact)'")
        }
        guard let bytes = try content(of: found) else {
            return .nothing("the content of '\(artifact)' of \(version.name) is not in this clone")
        }
        return try table(found.name, bytes, role: role, run: run)
    }

    /// What the run of a version logged; nil when that is nothing.
    func metrics(of version: ModelVersion, role: String) throws -> Found? {
        guard let run = version.run, let record = try registry.store.record(run) else { return nil }
        let logged = LoggedMetrics(record.comparableMetrics)
        if logged.isEmpty { return nil }
        var evidence = GateVerdict.Evidence(role: role, name: "logged metrics")
        evidence.run = run
        return .metrics(logged, evidence)
    }

    private func table(_ name: String, _ bytes: [UInt8], role: String, run: String?) throws -> Found {
        let object = ContentHasher.object(of: bytes)
        var evidence = GateVerdict.Evidence(role: role, name: name)
        evidence.digest = object.id.hex
        evidence.size = object.size
        evidence.run = run
        let table = try read(name, bytes)
        evidence.rows = table.rows.count
        return .table(table, evidence)
    }

    /// So that the verdict can be reached again. The blob of a small file, which travels with the registry.
    private func keep(_ bytes: [UInt8]) throws -> String? {
        if bytes.count <= ModelRegistration.smallSize {
            return try registry.store.repository.writeBlob(bytes).hex
        }
        let writer = objects.makeWriter()
        try bytes.withUnsafeBytes { try writer.append($0) }
        _ = try writer.finish()
        return nil
    }

    private func content(of artifact: ArtifactRecord) throws -> [UInt8]? {
        if let blob = artifact.blob.flatMap({ ObjectID(hex: $0) }) {
            return try? registry.store.repository.blob(blob)
        }
        guard let id = artifact.digest.flatMap({ ContentID($0) }),
            let path = objects.locate(LargeObject(id: id, size: artifact.size))
        else { return nil }
        return try Files.read(path)
    }
}
