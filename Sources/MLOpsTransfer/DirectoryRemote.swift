internal import Glibc
package import MLOpsCore
package import MLOpsStore
internal import MLOpsSystem

/// A folder, local or mounted, with the layout of a local store (docs/formats/store.md). Objects arrive by temporary
/// file, check and rename: two clones that push at once, or one that is killed, leave no half object.
package struct DirectoryRemote: ObjectRemote {
    package let name: String
    /// The store in that folder.
    package let store: ObjectStore
    /// What has to exist before anything is written: the folder itself, or the repository that holds it. Without
    /// this, a disk that is not mounted would be filled in below its mount point.
    let anchor: String
    /// Milliseconds since 1970, to tell what a killed writer left in the folder from what is being written.
    private let now: @Sendable () -> Int64

    package init(name: String, store: ObjectStore, anchor: String? = nil, now: @escaping @Sendable () -> Int64 = { 0 })
    {
        self.name = name
        self.store = store
        self.anchor = anchor ?? store.root
        self.now = now
    }

    package func missing(among objects: [LargeObject]) throws -> [LargeObject] {
        try checkAnchor()
        return objects.keeping { !store.contains($0) }
    }

    package func upload(
        _ objects: [LargeObject], from local: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        try checkAnchor()
        defer { store.sweepTemporaries(nowSeconds: now() / 1000) }
        try copy(objects, from: local, to: store, missing: "it is not in this clone", told: told)
    }

    package func download(
        _ objects: [LargeObject], into local: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        try checkAnchor()
        try copy(objects, from: store, to: local, missing: "it is not on remote '\(name)'", told: told)
    }

    package func list(_ body: (LargeObject) throws -> Void) throws {
        try checkAnchor()
        try store.forEachObject(body)
    }

    package func remove(_ objects: [LargeObject]) throws {
        try checkAnchor()
        for object in objects { try Files.remove(store.path(of: object.id)) }
    }

    /// Several at once: a mounted folder answers slowly, and hashing keeps a processor busy each.
    private func copy(
        _ objects: [LargeObject], from source: ObjectStore, to target: ObjectStore, missing: String,
        told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        try TransferEngine(maximumLimit: 8).run(objects, told: told) { attempt in
            if target.contains(attempt.object) { return .done(.present) }
            guard let path = source.locate(attempt.object) else {
                return .done(.failed(Self.refusal(source.path(of: attempt.object.id)) ?? missing))
            }
            do {
                guard try target.adopt(path, as: attempt.object) else { return .done(.present) }
            } catch let error as SystemError where !TransferFault.isFull(error) {
                return .done(.failed(error.diagnostic.message))
            }
            attempt.moved(Int(attempt.object.size))
            return .done(.transferred)
        }
    }

    /// Why a file that may be there cannot be opened; nil when there is none, or another one.
    private static func refusal(_ path: String) -> String? {
        do {
            _ = try Descriptor(opening: path)
            return nil
        } catch {
            return error.errno == ENOENT ? nil : error.diagnostic.message
        }
    }

    private func checkAnchor() throws {
        guard Files.isDirectory(anchor) else {
            throw Diagnostic.fatal(
                "cannot use remote '\(name)': there is no folder '\(anchor)'",
                hint: "mount it, or create it with 'mkdir -p'")
        }
    }
}
