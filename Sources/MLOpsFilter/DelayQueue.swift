internal import MLOpsCore
internal import MLOpsStore

/// Files whose checkout git has put off until their content has arrived.
///
/// git asks three times: the smudge that is answered `delayed`, then `list_available_blobs` until that lists
/// nothing, and for every path listed the smudge again, now with empty content. After the empty list the same
/// process can get new smudges, so nothing here ends with it.
final class DelayQueue {
    private let filter: LargeFileFilter?
    /// Pointers of delayed paths until they are asked for again.
    private var pointers: [[UInt8]: Pointer] = [:]
    /// Paths that were not listed as available yet, by their object.
    private var waiting: [ContentID: [[UInt8]]] = [:]
    /// Objects not asked for from the remote yet: they go in one batch.
    private var batch: [LargeObject] = []

    init(filter: LargeFileFilter?) {
        self.filter = filter
    }

    func add(_ path: [UInt8], _ pointer: Pointer) {
        pointers[path] = pointer
        if waiting[pointer.id] == nil { batch.append(pointer.object) }
        waiting[pointer.id, default: []].append(path)
    }

    /// What a delayed path that is asked for again becomes; nil when `path` was not delayed.
    func retry(_ path: [UInt8], _ blob: Spool) throws -> Smudged? {
        guard let filter, blob.contents(below: 1) != nil, let pointer = pointers.removeValue(forKey: path) else {
            return nil
        }
        if let failure = filter.downloader.failure(of: pointer.id) {
            return try filter.giveUp(on: pointer.encoded, path: path, because: failure)
        }
        return .object(pointer.object)
    }

    /// Paths that can be asked for again, in order, waiting for the first; empty when none are left.
    func waitForAvailable() throws -> [[UInt8]] {
        guard let filter, !waiting.isEmpty else { return [] }
        filter.downloader.request(batch)
        batch = []
        var paths: [[UInt8]] = []
        for id in filter.downloader.wait() { paths += waiting.removeValue(forKey: id) ?? [] }
        return paths.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
