internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsTransfer

/// Uploads that go on where they stopped, by tus.io (`lfs.tustransfers`): the server says how much it has, and is sent
/// the rest.
extension ServerTransfer {
    private static let version = "1.0.0"

    func resume(_ attempt: TransferAttempt, _ action: LFSAction, _ path: String, _ isAuthenticated: Bool) throws {
        let object = attempt.object
        let offset = try askOffset(attempt, action, isAuthenticated)
        attempt.moved(Int(min(offset, object.size)))
        guard offset < object.size else { return }
        client.trace.transfer(
            offset == 0
                ? "xfer: tus.io uploading \"\(object.id.hex)\" from start"
                : "xfer: tus.io resuming upload \"\(object.id.hex)\" from \(offset)")
        var request = request("PATCH", action)
        request.headers["Tus-Resumable"] = Self.version
        request.headers["Upload-Offset"] = String(offset)
        request.headers["Content-Type"] = "application/offset+octet-stream"
        request.body = .file(path: path, offset: offset, count: object.size - offset)
        request.cancellation = attempt.cancellation
        request.onSent = { attempt.moved($0) }
        let response = try send(request, to: .memory(limit: 1 << 20), isAuthenticated)
        guard response.isSuccess else { throw fault(response, object) }
    }

    /// How many bytes the server has.
    private func askOffset(_ attempt: TransferAttempt, _ action: LFSAction, _ isAuthenticated: Bool) throws -> Int64 {
        var request = request("HEAD", action)
        request.headers["Tus-Resumable"] = Self.version
        request.cancellation = attempt.cancellation
        let response = try send(request, to: .memory(limit: 1 << 20), isAuthenticated)
        guard response.isSuccess else { throw fault(response, attempt.object) }
        guard let offset = response.headers["Upload-Offset"].flatMap({ Int64($0) }), offset >= 0 else {
            throw TransferFault.permanent("the server does not say how much of it is there")
        }
        return offset
    }
}
