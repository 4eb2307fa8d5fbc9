internal import MLOpsCore
package import MLOpsStore

/// Gets one object by HTTP into a store, from where an earlier try stopped.
package struct HTTPDownload: Sendable {
    private let store: ObjectStore

    package init(into store: ObjectStore) {
        self.store = store
    }

    /// One try. `send` sends the request that it is given headers for (perhaps a Range) to the sink; its response, when
    /// it is not a success, is made a fault by `fault`.
    ///
    /// Nothing is asked with If-Match: the object's name is the hash of all of it, which is checked in the end.
    package func run(
        _ attempt: TransferAttempt, send: (HTTPHeaders, HTTPSink) throws -> HTTPResponse,
        fault: (HTTPResponse) -> TransferFault
    ) throws -> TransferOutcome {
        if store.contains(attempt.object) { return .present }
        let partial = try store.makePartial(attempt.object)
        attempt.moved(Int(partial.count))
        if partial.count < attempt.object.size {
            let headers: HTTPHeaders = partial.count > 0 ? ["Range": "bytes=\(partial.count)-"] : [:]
            let response = try send(headers, sink(partial, attempt))
            if response.status == 416 {
                try partial.restart()
                throw TransferFault.transient("the server has less than was there already")
            }
            guard response.isSuccess else { throw fault(response) }
            guard partial.count == attempt.object.size else {
                throw TransferFault.transient("less came than the object has")
            }
        }
        return try finish(partial, attempt)
    }

    private func sink(_ partial: PartialObject, _ attempt: TransferAttempt) -> HTTPSink {
        .stream(
            start: { head in
                // Some servers say 200 to a part, too.
                let isRest = Self.start(head.headers["Content-Range"]) == partial.count
                if isRest || partial.count == 0 { return }
                attempt.moved(-Int(partial.count))
                try partial.restart()
                if head.status == 206 {
                    throw TransferFault.transient("the server sent another part than it was asked for")
                }
            },
            write: { bytes in
                do {
                    try partial.append(bytes)
                } catch is StoreError {
                    try partial.restart()
                    throw Self.wrong(attempt)
                }
                attempt.moved(bytes.count)
            })
    }

    private func finish(_ partial: PartialObject, _ attempt: TransferAttempt) throws -> TransferOutcome {
        do {
            try partial.finish()
            return .transferred
        } catch is StoreError {
            throw Self.wrong(attempt)
        }
    }

    /// A connection may spoil bytes; a store that does so three times has lost the object.
    private static func wrong(_ attempt: TransferAttempt) -> TransferFault {
        attempt.number < 3 ? .transient(TransferFault.wrongBytes) : .permanent(TransferFault.wrongBytes)
    }

    /// N of `bytes N-M/S`.
    private static func start(_ range: String?) -> Int64? {
        guard let range, range.hasPrefix("bytes ") else { return nil }
        return range.dropFirst(6).split(separator: "-").first.flatMap { Int64($0) }
    }
}
