internal import MLOpsCheckout
internal import MLOpsCore
internal import MLOpsStore

/// Files whose checkout git has put off until their content has arrived.
///
/// git asks three times: the smudge that is answered `delayed`, then `list_available_blobs` until that lists
/// nothing, and for every path listed the smudge again, now with empty content. After the empty list the same
/// process can get new smudges, so nothing here ends with it.
final class DelayQueue {
    private let filter: LargeFileFilter?
    /// A file that git will ask for again.
    struct Delayed {
        let pointer: Pointer
        /// The pointer as it is in git, where that is not the valid spelling.
        private let unusual: [UInt8]?
        private let name: BlobName?

        /// `bytes`: the pointer as it is in git. `blob`: git's name for it in hexadecimal digits, if git told.
        init(pointer: Pointer, bytes: [UInt8], blob: [UInt8]?) {
            self.pointer = pointer
            unusual = bytes == pointer.encoded ? nil : bytes
            name = blob.flatMap { Hex.decode($0.asText) }.map { BlobName($0) }
        }

        var bytes: [UInt8] { unusual ?? pointer.encoded }
        var blob: [UInt8]? { name.map { Array(Hex.encode($0.bytes).utf8) } }
    }

    /// Files in the order in which they came, nil when they have been asked for again, and their places by path.
    private var files: [Delayed?] = []
    private var places: [[UInt8]: UInt32] = [:]
    /// Paths that were not listed as available yet, by their object.
    private var waiting: [ContentID: [[UInt8]]] = [:]
    /// Objects not asked for from the remote yet: they go in one batch.
    private var batch: [LargeObject] = []

    init(filter: LargeFileFilter?) {
        self.filter = filter
    }

    func add(_ path: [UInt8], _ file: Delayed) {
        let pointer = file.pointer
        places[path] = UInt32(files.count)
        files.append(file)
        if waiting[pointer.id] == nil { batch.append(pointer.object) }
        waiting[pointer.id, default: []].append(path)
    }

    /// The delayed file that is asked for again, with empty content; nil when `path` was not delayed.
    func take(_ path: [UInt8], _ blob: Spool) -> Delayed? {
        guard blob.contents(below: 1) != nil, let place = places.removeValue(forKey: path) else { return nil }
        let file = files[Int(place)]
        files[Int(place)] = nil
        if places.isEmpty {
            files = []
            places = [:]
        }
        return file
    }

    /// What that file becomes.
    func outcome(_ file: Delayed, path: [UInt8]) throws -> Smudged {
        guard let filter else { return .unchanged }
        if let failure = filter.downloader.failure(of: file.pointer.id) {
            return try filter.giveUp(on: file.bytes, path: path, because: failure)
        }
        return try filter.deliverFetched(file.pointer, path: path)
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
