internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem
internal import Synchronization

/// A bucket or a web server, asked for one object after the other, several at once.
struct DVCWebReader: DVCRemoteReader {
    /// Sends `GET` or `HEAD` for a name below the remote's folder.
    typealias Request = @Sendable (String, _ name: String, HTTPSink, HTTPCancellation) throws -> HTTPResponse

    let name: String
    let engine: TransferEngine
    let request: Request
    /// Nil: it is not there.
    let fault: @Sendable (HTTPResponse) -> TransferFault?

    func present(among hashes: [DVCHash]) throws -> Set<DVCHash> {
        let found = Mutex<Set<DVCHash>>([])
        _ = try run(hashes, told: { _ in }) { hash, attempt in
            for place in hash.places {
                let response = try request("HEAD", place, .discard, attempt.cancellation)
                if response.isSuccess {
                    found.withLock { _ = $0.insert(hash) }
                    return .transferred
                }
                if let fault = fault(response) { throw fault }
            }
            return .present
        }
        return found.withLock { $0 }
    }

    func fetch(_ hashes: [DVCHash], into folder: String, told: (DVCHash) -> Void) throws -> [DVCHash: String] {
        try run(hashes, told: told) { hash, attempt in
            for place in hash.places {
                let part = Paths.join(folder, hash.digits + ".part")
                defer { try? Files.remove(part) }
                let file = try Descriptor(opening: part, flags: FileFlags.createAndWrite)
                try file.truncate(to: 0)
                let response = try request("GET", place, .file(descriptor: file.raw, offset: 0), attempt.cancellation)
                if response.isSuccess {
                    try settle(part, as: hash, in: folder)
                    return .transferred
                }
                if let fault = fault(response) { throw fault }
            }
            return .present
        }
    }

    /// Under its name, read-only as DVC has it, when it is what its name says.
    private func settle(_ part: String, as hash: DVCHash, in folder: String) throws {
        let names = try DVCHasher.read(Descriptor(opening: part), isLegacy: hash.isLegacy && !hash.isDirectory)
        guard names.digits == hash.digits else { throw TransferFault.permanent(TransferFault.wrongBytes) }
        let path = Paths.join(folder, hash.places[0])
        try Files.makeDirectories(Paths.parent(path))
        try Files.setMode(part, 0o444)
        try Files.rename(part, to: path)
    }

    private func run(
        _ hashes: [DVCHash], told: (DVCHash) -> Void,
        _ step: @escaping @Sendable (DVCHash, TransferAttempt) throws -> TransferOutcome
    ) throws -> [DVCHash: String] {
        let named = Dictionary(hashes.map { ($0.token.id, $0) }) { first, _ in first }
        var failures: [DVCHash: String] = [:]
        try engine.run(
            hashes.map(\.token),
            told: { object, outcome in
                guard let hash = named[object.id] else { return }
                if case .moved = outcome { return }
                if case .failed(let reason, _) = outcome { failures[hash] = reason }
                told(hash)
            },
            step: { attempt in
                guard let hash = named[attempt.object.id] else { return .done(.present) }
                return .done(try step(hash, attempt))
            })
        return failures
    }
}
