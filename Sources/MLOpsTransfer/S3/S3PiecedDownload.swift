internal import MLOpsCore
internal import MLOpsStore
internal import Synchronization

/// A large object on its way here in pieces, each asked for by its Range, several at once and each tried again by
/// itself. It appears when all are there and the whole has its hash.
final class S3PiecedDownload: Sendable {
    private let remote: S3Remote
    private let store: ObjectStore
    private let pieces: PiecedObject

    /// Nil for what is small, and for what somebody else is getting.
    init?(_ remote: S3Remote, _ object: LargeObject, into store: ObjectStore) throws {
        guard object.size > remote.sizes.threshold,
            let pieces = try store.makePieced(object, pieceSize: remote.sizes.pieceSize(for: object.size))
        else { return nil }
        self.remote = remote
        self.store = store
        self.pieces = pieces
    }

    /// What is left to do.
    func begin(_ attempt: TransferAttempt) -> TransferStep {
        attempt.moved(Int(pieces.count))
        let steps = pieces.missing.map { piece -> @Sendable (TransferAttempt) throws -> Void in
            { attempt in try self.get(piece.number, piece.offset, piece.count, attempt) }
        }
        return .split(parts: steps, finish: finish)
    }

    private func get(_ number: Int, _ offset: Int64, _ count: Int64, _ attempt: TransferAttempt) throws {
        let last = offset + count - 1
        let received = Mutex<Int64>(0)
        let sink = HTTPSink.stream(
            start: { head in
                // Some servers say 200 to it.
                guard head.headers["Content-Range"]?.hasPrefix("bytes \(offset)-\(last)/") == true
                else { throw TransferFault.permanent("its server sent another part than it was asked for") }
            },
            write: { bytes in
                let position = received.withLock { received in
                    defer { received += Int64(bytes.count) }
                    return received
                }
                guard position + Int64(bytes.count) <= count else {
                    throw TransferFault.transient("more came than was asked for")
                }
                try self.pieces.write(bytes, at: offset + position)
                attempt.moved(bytes.count)
            })
        let response = try remote.client.send(
            .init(
                method: "GET", key: remote.key(attempt.object.id), headers: ["Range": "bytes=\(offset)-\(last)"],
                cancellation: attempt.cancellation), to: sink)
        if response.status == 416 { throw TransferFault.permanent(TransferFault.wrongBytes) }
        guard response.isSuccess else { throw remote.readFault(response) }
        guard received.withLock({ $0 }) == count else { throw TransferFault.transient("less came than was asked for") }
        try pieces.finish(number)
    }

    /// What an earlier process left may be spoiled, by a power cut for one: then all of it is got again, once.
    private func finish(_ attempt: TransferAttempt) throws -> TransferOutcome {
        do {
            try pieces.publish()
            return .transferred
        } catch is StoreError {
            guard pieces.isResumed else { throw TransferFault.permanent(TransferFault.wrongBytes) }
            return try remote.downloadWhole(attempt, into: store)
        }
    }
}
