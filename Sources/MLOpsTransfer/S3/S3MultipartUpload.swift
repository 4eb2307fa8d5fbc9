internal import Glibc
internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem
internal import Synchronization

/// A large object on its way in parts. The upload's id is kept in the store's `tmp/`: another run goes on with the parts
/// that the bucket has. The object appears when all parts are there and the whole file has its hash.
final class S3MultipartUpload: Sendable {
    private let remote: S3Remote
    private let store: ObjectStore
    private let object: LargeObject
    private let path: String
    /// Part number to ETag.
    private let tags = Mutex<[Int: String]>([:])

    private struct Upload {
        let id: String
        let partSize: Int64
    }

    init(_ remote: S3Remote, _ store: ObjectStore, _ object: LargeObject, path: String) {
        self.remote = remote
        self.store = store
        self.object = object
        self.path = path
    }

    /// Finds or starts the upload; the parts that are left. The whole file is hashed beside them.
    func begin(_ attempt: TransferAttempt) throws -> TransferStep {
        let upload = try resume(attempt) ?? start(attempt)
        var steps: [@Sendable (TransferAttempt) throws -> Void] = [
            { [object, path] _ in try S3Remote.check(object, path) }
        ]
        let parts = remote.sizes.parts(of: object.size, partSize: upload.partSize)
        for (position, part) in parts.enumerated() where tags.withLock({ $0[position + 1] }) == nil {
            steps.append { try self.send(part, number: position + 1, upload, $0) }
        }
        return .split(parts: steps, finish: { try self.complete(upload, count: parts.count, $0) })
    }

    private func call(_ method: String, _ query: [String: String], _ attempt: TransferAttempt) -> S3Client.Call {
        S3Client.Call(
            method: method, key: remote.key(object.id), query: query, cancellation: attempt.cancellation)
    }

    private func start(_ attempt: TransferAttempt) throws -> Upload {
        var call = call("POST", ["uploads": ""], attempt)
        call.headers["Content-Type"] = "application/octet-stream"
        let response = try remote.client.send(call)
        guard response.isSuccess else { throw remote.fault(response, "write to") }
        guard let id = XMLElement.parse(response.body)?["UploadId"]?.text, !id.isEmpty else {
            throw TransferFault.transient("the server started no upload")
        }
        let upload = Upload(id: id, partSize: remote.sizes.partSize(for: object.size))
        let note: JSONObject = ["upload": .string(id), "part_size": .integer(upload.partSize)]
        try store.setNote(noteName, JSONValue.object(note).serialized(.compact))
        return upload
    }

    /// The upload that an earlier run began, with the parts that arrived; nil when there is none any more.
    private func resume(_ attempt: TransferAttempt) throws -> Upload? {
        guard let note = store.note(noteName), case .object(let members)? = try? JSONValue.parse(note),
            case .string(let id)? = members["upload"], case .integer(let partSize)? = members["part_size"],
            partSize >= 1 << 20, object.size / partSize < 10_000
        else { return nil }
        let parts = remote.sizes.parts(of: object.size, partSize: partSize)
        var marker = "0"
        while true {
            let response = try remote.client.send(
                call("GET", ["uploadId": id, "part-number-marker": marker], attempt))
            if response.status == 404 { return nil }
            guard response.isSuccess, let page = XMLElement.parse(response.body) else {
                throw remote.fault(response, "write to")
            }
            for part in page.all("Part") {
                guard let number = Int(part["PartNumber"]?.text ?? ""), (1...parts.count).contains(number),
                    let tag = part["ETag"]?.text, part["Size"]?.text == String(parts[number - 1].count)
                else { continue }
                if tags.withLock({ $0.updateValue(tag, forKey: number) }) == nil {
                    attempt.moved(Int(parts[number - 1].count))
                }
            }
            guard page["IsTruncated"]?.text == "true", let next = page["NextPartNumberMarker"]?.text, next != marker
            else { return Upload(id: id, partSize: partSize) }
            marker = next
        }
    }

    private func send(
        _ part: (offset: Int64, count: Int64), number: Int, _ upload: Upload, _ attempt: TransferAttempt
    ) throws {
        var call = call("PUT", ["partNumber": String(number), "uploadId": upload.id], attempt)
        call.body = .file(path: path, offset: part.offset, count: part.count)
        call.payloadHash = try FileRange.hash(path, part)
        call.onSent = { attempt.moved($0) }
        let response = try remote.client.send(call)
        if response.status == 404 { throw lost() }
        guard response.isSuccess else { throw remote.fault(response, "write to") }
        guard let tag = response.headers["ETag"] else { throw TransferFault.transient("the server lost a part") }
        tags.withLock { $0[number] = tag }
    }

    private func complete(_ upload: Upload, count: Int, _ attempt: TransferAttempt) throws -> TransferOutcome {
        let tags = tags.withLock { $0 }
        let rows = (1...count).map {
            "<Part><PartNumber>\($0)</PartNumber><ETag>\(Self.escaped(tags[$0] ?? ""))</ETag></Part>"
        }
        let body = Array("<CompleteMultipartUpload>\(rows.joined())</CompleteMultipartUpload>".utf8)
        var call = call("POST", ["uploadId": upload.id], attempt)
        call.body = .bytes(body)
        call.payloadHash = ContentHasher.object(of: body).id.hex
        call.headers["Content-Type"] = "application/xml"
        // The server may put a terabyte together before it answers.
        call.patience.slowSeconds = 900
        let response = try remote.client.send(call)
        // It may say 200 first and find out later.
        let failed = !response.isSuccess || XMLElement.parse(response.body)?.name == "Error"
        if failed {
            // Our first answer was lost, or another pusher was faster.
            guard S3Error(response).code == "NoSuchUpload" || response.status == 404 else {
                throw remote.fault(response, "write to")
            }
            guard try remote.size(of: object, attempt) == object.size else { throw lost() }
        }
        try store.setNote(noteName, nil)
        return .transferred
    }

    private func lost() -> TransferFault {
        try? store.setNote(noteName, nil)
        return .permanent("its upload was ended by somebody else; push again")
    }

    /// One for each object and remote.
    private var noteName: String {
        let place = "\(remote.client.location.bucket)/\(remote.client.location.prefix)?\(remote.client.origin)"
        return "\(object.id.hex)-\(ContentHasher.object(of: Array(place.utf8)).id.hex.prefix(16)).upload"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

enum FileRange {
    /// SHA-256 of a piece of a file.
    static func hash(_ path: String, _ range: (offset: Int64, count: Int64)) throws -> String {
        let file = try Descriptor(opening: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Descriptor.chunkSize, alignment: 4096)
        defer { buffer.deallocate() }
        var hasher = ContentHasher()
        while hasher.count < range.count {
            let wanted = Int(min(range.count - hasher.count, Int64(buffer.count)))
            let got = pread(file.raw, buffer.baseAddress, wanted, off_t(range.offset + hasher.count))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw SystemError("cannot read", path, errno: got == 0 ? EIO : errno) }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
        return hasher.finalize().id.hex
    }
}
