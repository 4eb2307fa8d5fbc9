internal import CCurl
internal import Glibc
internal import MLOpsSystem

/// One request while libcurl works on it: what its callbacks read and write.
final class CurlTransfer {
    private static let messageLimit = 1 << 16

    private let handle: CurlHandle
    private let sink: HTTPSink
    private let source: CurlSource
    private let cancellation: HTTPCancellation?
    private(set) var headers = HTTPHeaders()
    private(set) var body: [UInt8] = []
    /// What ended the request from our side.
    private(set) var failure: (any Error)?
    private(set) var isOverLimit = false
    private var hasStarted = false
    private var written: Int64 = 0

    init(_ handle: CurlHandle, _ source: CurlSource, sink: HTTPSink, cancellation: HTTPCancellation?) {
        self.handle = handle
        self.source = source
        self.sink = sink
        self.cancellation = cancellation
    }

    var isCancelled: Bool { cancellation?.isCancelled ?? false }

    /// Tells libcurl about this object; it has to live until the request is over.
    func prepare() {
        mlops_curl_prepare(
            handle.pointer, Unmanaged.passUnretained(self).toOpaque(),
            { bytes, size, count, context in CurlTransfer.of(context).takeHeader(bytes, size * count) },
            { bytes, size, count, context in CurlTransfer.of(context).takeBody(bytes, size * count) },
            { bytes, size, count, context in CurlTransfer.of(context).giveBody(bytes, size * count) },
            { context, offset, origin in CurlTransfer.of(context).seek(Int64(offset), origin) },
            { context, _, _, _, _ in CurlTransfer.of(context).isCancelled ? 1 : 0 })
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> CurlTransfer {
        Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
    }

    /// A status line starts anew: after "100 Continue", or when a proxy answered first.
    private func takeHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            headers = HTTPHeaders()
        } else {
            headers.add(line: line)
        }
        return count
    }

    private var status: Int { handle.long(CURLINFO_RESPONSE_CODE) }

    private func takeBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let buffer = UnsafeRawBufferPointer(start: bytes, count: count)
        do {
            try take(buffer)
            return isOverLimit ? 0 : count
        } catch {
            failure = error
            return 0
        }
    }

    private func take(_ buffer: UnsafeRawBufferPointer) throws {
        guard (200..<300).contains(status) else {
            return body.append(contentsOf: buffer.prefix(max(0, Self.messageLimit - body.count)))
        }
        switch sink {
        case .memory(let limit):
            isOverLimit = body.count + buffer.count > limit
            if !isOverLimit { body.append(contentsOf: buffer) }
        case .file(let descriptor, let offset):
            try write(buffer, to: descriptor, at: offset + written)
            written += Int64(buffer.count)
        case .stream(_, let write):
            try start()
            try write(buffer)
        case .discard: break
        }
    }

    /// A response without a body has a head as well.
    func start() throws {
        guard !hasStarted, (200..<300).contains(status), case .stream(let start, _) = sink else { return }
        hasStarted = true
        try start(HTTPResponseHead(status: status, headers: headers))
    }

    private func write(_ buffer: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int64) throws {
        var done = 0
        while done < buffer.count {
            let count = pwrite(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset) + done)
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                throw SystemError.last("cannot write", "a download")
            }
        }
    }

    private func giveBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        do {
            return try source.read(UnsafeMutableRawBufferPointer(start: bytes, count: count))
        } catch {
            failure = error
            return Int(CURL_READFUNC_ABORT)
        }
    }

    private func seek(_ offset: Int64, _ origin: Int32) -> Int32 {
        origin == SEEK_SET && source.seek(offset) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_CANTSEEK
    }
}
