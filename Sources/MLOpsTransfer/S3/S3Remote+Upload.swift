package import MLOpsCore
package import MLOpsStore
internal import MLOpsSystem

extension S3Remote {
    package func upload(
        _ objects: [LargeObject], from store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        try engine.run(objects, told: told) { attempt in
            let object = attempt.object
            if object.size == 0 { return .done(.present) }
            guard let path = store.locate(object) else { return .done(.failed("it is not in this clone")) }
            if object.size > sizes.threshold {
                return try S3MultipartUpload(self, store, object, path: path).begin(attempt)
            }
            return .done(try put(object, from: path, attempt))
        }
    }

    /// One request; the bucket refuses it when the bytes are not what their name says, or when the name is taken.
    private func put(_ object: LargeObject, from path: String, _ attempt: TransferAttempt) throws -> TransferOutcome {
        let body = try Self.checkedBody(object, path)
        for isCareful in [true, false] {
            var call = S3Client.Call(method: "PUT", key: key(object.id), body: body, payloadHash: object.id.hex)
            call.headers["Content-Type"] = "application/octet-stream"
            if isCareful { call.headers["If-None-Match"] = "*" }
            call.cancellation = attempt.cancellation
            call.onSent = { attempt.moved($0) }
            let response = try client.send(call)
            if response.isSuccess { return .transferred }
            if response.status == 412, try size(of: object, attempt) == object.size { return .present }
            // What is there is wrong, or the server does not know the condition.
            if isCareful, [412, 501].contains(response.status) || S3Error(response).code == "NotImplemented" {
                continue
            }
            throw fault(response, "write to")
        }
        throw TransferFault.transient("somebody else writes it")
    }

    /// The file as a body, once its bytes were compared with their name. Small ones are read once.
    private static func checkedBody(_ object: LargeObject, _ path: String) throws -> HTTPBody {
        if object.size <= 1 << 20 {
            let bytes = try Files.read(path)
            guard ContentHasher.object(of: bytes) == object else {
                throw StoreError.corrupt(expected: object, path: path)
            }
            return .bytes(bytes)
        }
        try check(object, path)
        return .file(path: path, offset: 0, count: object.size)
    }

    static func check(_ object: LargeObject, _ path: String) throws {
        var hasher = ContentHasher()
        try Descriptor(opening: path).forEachChunk { hasher.update($0) }
        guard hasher.finalize() == object else { throw StoreError.corrupt(expected: object, path: path) }
    }
}
