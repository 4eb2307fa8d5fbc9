internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Where stage records are kept.
package protocol StageStateStore: Sendable {
    /// The record of that key; nil when there is none that can be trusted.
    func record(for key: String) throws -> StageRecord?

    /// What the stage made of the same inputs at other times, or elsewhere, newest first: a stage need not make the same
    /// each time, and each of it was made.
    func otherRecords(for key: String) throws -> [StageRecord]

    /// The newest record of the stage, whatever its key: it tells why the stage has to run again.
    func latest(stage: String, pipeline: String) throws -> StageRecord?

    func save(_ record: StageRecord) throws
}

/// Records as files: `<folder>/<key>.json`, `<folder>/<key>/<value>.json` for other results of the same inputs, and `<folder>/latest/<hash of the stage's name>` holding the newest key.
/// Every file is written whole or not at all.
package struct FileStageStateStore: StageStateStore {
    private let folder: String

    /// `folder` need not exist yet.
    package init(folder: String) {
        self.folder = folder
    }

    /// Beside the newest result of the same inputs, so many others are kept.
    static let otherLimit = 16

    package func record(for key: String) throws -> StageRecord? {
        try isKey(key) ? read(path(key), key: key) : nil
    }

    package func otherRecords(for key: String) throws -> [StageRecord] {
        guard isKey(key) else { return [] }
        return try others(key).sorted { ($0.record.ended, $0.path) > ($1.record.ended, $1.path) }.map(\.record)
    }

    private func others(_ key: String) throws -> [(path: String, record: StageRecord)] {
        let folder = Paths.join(folder, key)
        guard Files.isDirectory(folder) else { return [] }
        return try Files.list(folder).compactMap { name in
            let path = Paths.join(folder, name)
            return try read(path, key: key).map { (path, $0) }
        }
    }

    private func isKey(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ".") }
    }

    private func read(_ path: String, key: String) throws -> StageRecord? {
        guard let bytes = try Files.readIfPresent(path), let json = try? JSONValue.parse(bytes) else { return nil }
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
        if let before = try self.record(for: record.key), before.value != record.value { try saveOther(before) }
        try write(record, to: path(record.key))
        let other = otherPath(record)
        if Files.exists(other) { try Files.remove(other) }
        let latest = latestPath(record.stage, record.pipeline)
        if isNewest || !Files.exists(latest) { try Files.write(Array(record.key.utf8), to: latest) }
    }

    /// Keeps a record beside the one that counts for its key, which stays.
    package func saveOther(_ record: StageRecord) throws {
        try Files.makeDirectories(Paths.join(folder, record.key))
        try write(record, to: otherPath(record))
        let all = try others(record.key)
        for old in all.sorted(by: { $0.record.ended > $1.record.ended }).dropFirst(Self.otherLimit) {
            try Files.remove(old.path)
        }
    }

    private func write(_ record: StageRecord, to path: String) throws {
        try Files.write(record.json.serialized(.pretty(sortedKeys: true)) + [0x0a], to: path)
    }

    /// Every record that can be trusted.
    package func forEach(_ body: (StageRecord) throws -> Void) throws {
        guard Files.isDirectory(folder) else { return }
        for name in try Files.list(folder) {
            if name.hasSuffix(".json"), let record = try record(for: String(name.dropLast(5))) { try body(record) }
            for record in try otherRecords(for: name) { try body(record) }
        }
    }

    private func path(_ key: String) -> String {
        Paths.join(folder, key + ".json")
    }

    private func otherPath(_ record: StageRecord) -> String {
        Paths.join(folder, "\(record.key)/\(record.value).json")
    }

    private func latestPath(_ stage: String, _ pipeline: String) -> String {
        Paths.join(folder, "latest/" + ContentHasher.object(of: Array("\(pipeline):\(stage)".utf8)).id.hex)
    }
}
