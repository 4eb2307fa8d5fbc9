internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTransfer
internal import Synchronization

/// Transfers that a server's batch API describes, in the way that it chose: basic (Git LFS,
/// docs/api/basic-transfers.md), a GET or a PUT for each object, tus, or an agent of the user's. After an upload a POST
/// asks the server to verify it.
struct ServerTransfer: Sendable {
    /// `lfs.transfer.maxverifies` can only ask for more.
    private static let fewestVerifies: Int64 = 3

    let client: LFSClient
    let book: ActionBook
    let operation: LFSOperation
    /// By name.
    let agents: [String: AgentTransfers]

    func download(_ attempt: TransferAttempt, into store: ObjectStore) throws -> TransferOutcome {
        let object = attempt.object
        if store.contains(object) { return .present }
        let (action, isAuthenticated) = try action("download", object)
        guard let action else { throw TransferFault.permanent("the server does not say where it is") }
        if let agent = agents[book.transfer] {
            try agent.download(attempt, into: store, action: action.source)
            return .transferred
        }
        return try HTTPDownload(into: store).run(attempt) { headers, sink in
            var request = request("GET", action)
            for line in headers.lines { request.headers[line.name] = line.value }
            request.cancellation = attempt.cancellation
            let response = try send(request, to: sink, isAuthenticated)
            if let range = headers["Range"] { tellResumed(range, response.status, object) }
            return response
        } fault: { response in
            fault(response, object)
        }
    }

    private func tellResumed(_ range: String, _ status: Int, _ object: LargeObject) {
        let place = "\"\(object.id.hex)\" from byte \(range.dropFirst(6).prefix { $0 != "-" })"
        switch status {
        case 206: client.trace.line("xfer: server accepted resume download request: \(place)")
        case 416:
            client.trace.line(
                "xfer: server rejected resume download request for \(place); re-downloading from start")
        default: client.trace.line("xfer: failed to resume download for \(place): status \(status)")
        }
    }

    func upload(_ attempt: TransferAttempt, from store: ObjectStore) throws -> TransferOutcome {
        let object = attempt.object
        let answer = try ask(object)
        guard case .actions(let actions, let isAuthenticated) = answer else { return .present }
        if let action = actions["upload"] {
            let path = try Self.checkedPath(object, store)
            if let agent = agents[book.transfer] {
                try agent.upload(attempt, from: path, action: action.source)
            } else if book.transfer == "tus" {
                try resume(attempt, action, path, isAuthenticated)
            } else {
                var request = try put(action, path, object)
                request.cancellation = attempt.cancellation
                let response = try send(request, to: .memory(limit: 1 << 20), isAuthenticated)
                guard response.isSuccess else { throw uploadFault(response, object) }
                attempt.moved(Int(object.size))
            }
        }
        if let action = actions["verify"] { try verify(object, action, isAuthenticated) }
        return .transferred
    }

    /// Where the store has the object, whose bytes were compared with its name.
    static func checkedPath(_ object: LargeObject, _ store: ObjectStore) throws -> String {
        guard let path = store.locate(object) else { throw TransferFault.permanent("it is not in this clone") }
        guard try store.verify(object) else {
            throw TransferFault.permanent("its content in this clone is damaged; 'git lfs fsck' moves it away")
        }
        return path
    }

    private func put(_ action: LFSAction, _ path: String, _ object: LargeObject) throws -> HTTPRequest {
        var request = request("PUT", action)
        let isChunked = request.headers.all("Transfer-Encoding").contains { $0.lowercased() == "chunked" }
        request.headers["Transfer-Encoding"] = nil
        request.headers["Content-Length"] = nil
        if request.headers["Content-Type"] == nil {
            // Servers that take one type only are told by `lfs.<url>.contenttype=false`.
            let isWanted = client.config.bool("lfs", "contenttype", for: request.url) ?? true
            request.headers["Content-Type"] = try isWanted ? ContentType.detect(path) : ContentType.unknown
        }
        request.body = isChunked ? try Self.chunks(of: path) : .file(path: path, offset: 0, count: object.size)
        return request
    }

    /// The file as a stream of unknown length.
    private static func chunks(of path: String) throws -> HTTPBody {
        let file = Mutex(OpenFile(box: DescriptorBox(try Descriptor(opening: path))))
        return .stream(count: nil) { buffer in
            try file.withLock { try $0.box.withFile { try $0.read(into: buffer) } ?? 0 }
        }
    }

    /// SAFETY: reached only while the mutex round it is held.
    private struct OpenFile: @unchecked Sendable {
        let box: DescriptorBox
    }

    private func verify(_ object: LargeObject, _ action: LFSAction, _ isAuthenticated: Bool) throws {
        let tries = max(Self.fewestVerifies, client.config.int("lfs.transfer.maxverifies") ?? 0)
        var request = request("POST", action)
        request.headers["Accept"] = LFSClient.mediaType
        request.headers["Content-Type"] = LFSClient.mediaType
        request.body = .bytes(
            JSONValue.object(["oid": .string(object.id.hex), "size": .integer(object.size)]).serialized())
        for attempt in 1...tries {
            client.trace.line("tq: verify \(object.id.hex.prefix(7)) attempt #\(attempt) (max: \(tries))")
            let response = try send(request, to: .memory(limit: 1 << 20), isAuthenticated)
            if response.isSuccess { return }
            if attempt == tries {
                throw TransferFault.permanent("the server cannot verify it (status \(response.status))")
            }
        }
    }

    func request(_ method: String, _ action: LFSAction) -> HTTPRequest {
        var request = HTTPRequest(method, client.rewritten(action.href, operation), headers: action.headers)
        request.patience = client.config.patience(for: request.url)
        return request
    }

    /// Our credentials go only where the API is, or where a server asks for some and the user has them.
    func send(_ request: HTTPRequest, to sink: HTTPSink, _ isAuthenticated: Bool) throws -> HTTPResponse {
        if isAuthenticated || request.headers["Authorization"] != nil { return try client.http.send(request, to: sink) }
        let folder = Self.folder(of: request.url)
        return try client.send(
            request, to: sink, accessURL: folder ?? request.url, keepsAccess: folder != nil)
    }

    /// What all objects' addresses begin with: the URL up to the object's name; nil when that is not in it.
    static func folder(of url: String) -> String? {
        let segments = url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/", omittingEmptySubsequences: false)
        return segments.firstIndex { ContentID(String($0)) != nil }
            .map { segments[..<$0].joined(separator: "/") + "/" }
    }

    private func action(_ name: String, _ object: LargeObject) throws -> (LFSAction?, Bool) {
        guard case .actions(let actions, let isAuthenticated) = try ask(object) else { return (nil, false) }
        return (actions[name], isAuthenticated)
    }

    private func ask(_ object: LargeObject) throws -> BatchAnswer {
        do {
            let answer = try book.answer(for: object)
            if case .failed(let code, let message) = answer {
                throw TransferFault.permanent(BatchAnswer.sentence(code: code, message))
            }
            return answer
        } catch let error as LFSServerError {
            throw error.isTransient
                ? TransferFault.transient(
                    error.message, retryAfter: error.retryAfter, slowDown: error.status == 429 || error.status == 503)
                : TransferFault.fatal(error.diagnostic)
        }
    }

    /// As ``fault(_:_:)``, with what helps against servers that take one type of content only.
    private func uploadFault(_ response: HTTPResponse, _ object: LargeObject) -> TransferFault {
        let fault = fault(response, object)
        guard response.status == 422, case .permanent(let reason, let words) = fault else { return fault }
        return .permanent("\(reason); \(ContentType.remedy)", gitLFSWords: words)
    }

    func fault(_ response: HTTPResponse, _ object: LargeObject) -> TransferFault {
        let error = LFSServerError(response, host: "")
        switch response.status {
        // A token may have run out early: another is asked for, once.
        case 401 where book.forget(object), 403 where book.forget(object): return .transient(error.message)
        case 429, 503: return .transient(error.message, retryAfter: response.retryAfter, slowDown: true)
        case 408, 500...599:
            client.trace.line("tq: retrying object \(object.id.hex): \(error.gitLFSWords)")
            return .transient(error.message, retryAfter: response.retryAfter)
        default:
            return .permanent(
                BatchAnswer.sentence(code: Int64(response.status), error.message),
                gitLFSWords: "LFS: \(error.gitLFSWords)")
        }
    }
}
