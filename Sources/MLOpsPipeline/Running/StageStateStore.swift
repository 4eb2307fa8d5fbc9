internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Where stage records are kept.
package protocol StageStateStore: Sendable {
    /// The record of that key; nil when there is none that can be trusted.
    func record(for key: String) throws -> StageRecord?

    /// The newest record of the stage, whatever its key: it tells why the stage has to run again.
    func latest(stage: String, pipeline: String) throws -> StageRecord?

    func save(_ record: StageRecord) throws
}

/// Records as files: `<folder>/<key>.json`, and `<folder>/latest/<hash of the stage's name>` holding the newest key.
/// Every file is written whole or not at all.
package struct FileStageStateStore: StageStateStore {
    private let folder: String

    /// `folder` need not exist yet.
    package init(folder: String) {
        self.folder = folder
    }

    package func record(for key: String) throws -> StageRecord? {
        guard key.utf8.count == 64, key.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ".") }) else {
            return nil
        }
        guard let bytes = try Files.readIfPresent(path(key)), let json = try? JSONValue.parse(bytes) else { return nil }
        return StageRecord(json: json).flatMap { $0.key == key ? $0 : nil }
    }

    package func latest(stage: String, pipeline: String) throws -> StageRecord? {
        guard let bytes = try Files.readIfPresent(latestPath(stage, pipeline)) else { return nil }
        return try record(for: bytes.asText)
    }

    package func save(_ record: StageRecord) throws {
        try save(record, isNewest: true)
    }

    /// `isNewest` false: a record from elsewhere, which says nothing about what this worktree did last, unless
    /// nothing else is known of the stage.
    package func save(_ record: StageRecord, isNewest: Bool) throws {
        try Files.makeDirectories(Paths.join(folder, "latest"))
        try Files.write(record.json.serialized(.pretty(sortedKeys: true)) + [0x0a], to: path(record.key))
        let latest = latestPath(record.stage, record.pipeline)
        if isNewest || !Files.exists(latest) { try Files.write(Array(record.key.utf8), to: latest) }
    }

    /// Every record that can be trusted.
    package func forEach(_ body: (StageRecord) throws -> Void) throws {
        guard Files.isDirectory(folder) else { return }
        for name in try Files.list(folder) where name.hasSuffix(".json") {
            if let record = try record(for: String(name.dropLast(5))) { try body(record) }
        }
    }

    private func path(_ key: String) -> String {
        Paths.join(folder, key + ".json")
    }

    private func latestPath(_ stage: String, _ pipeline: String) -> String {
        Paths.join(folder, "latest/" + ContentHasher.object(of: Array("\(pipeline):\(stage)".utf8)).id.hex)
    }
}
