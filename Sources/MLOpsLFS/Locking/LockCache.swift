internal import MLOpsCore
internal import MLOpsSystem

/// What this clone knows of locks without asking: those it holds, and what the server said last.
package struct LockCache: Sendable {
    private let folder: String

    /// `root`: of the local store.
    package init(_ root: String) {
        folder = root + "/cache/git-mlops"
    }

    private var ownFile: String { folder + "/locks.json" }
    private func remoteFile(_ name: String) -> String { "\(folder)/locks-\(name).json" }

    /// The locks that we hold, as far as this clone took them.
    package func load() -> [Lock] { Self.read(ownFile) }

    package func add(_ lock: Lock) throws {
        try save(load().filter { $0.id != lock.id && $0.path != lock.path } + [lock])
    }

    package func remove(id: String) throws {
        try save(load().filter { $0.id != id })
    }

    package func save(_ locks: [Lock]) throws { try Self.write(locks, ownFile) }

    /// What the server said when it was asked last; nil when it never was. `kind`: `all`, `ours` or `theirs`.
    package func lastAnswer(_ kind: String) -> [Lock]? {
        Files.exists(remoteFile(kind)) ? Self.read(remoteFile(kind)) : nil
    }

    package func remember(_ locks: [Lock], as kind: String) throws { try Self.write(locks, remoteFile(kind)) }

    private static func read(_ path: String) -> [Lock] {
        guard let bytes = try? Files.readIfPresent(path), let value = try? JSONValue.parse(bytes) else { return [] }
        return (value.arrayValue ?? []).compactMap(Lock.init)
    }

    private static func write(_ locks: [Lock], _ path: String) throws {
        try Files.makeDirectories(Paths.parent(path))
        try Files.write(JSONValue.array(locks.map(\.json)).serialized(), to: path)
    }
}
