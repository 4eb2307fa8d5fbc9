internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Writes what comes to a file, hashes it on the way, and stops where it gets too long.
final class OutsideWriter {
    private let file: Descriptor
    private let limit: Int64
    private let host: String
    private var sha256 = ContentHasher()
    private var md5 = MD5Hasher()
    private var announced: Int64?

    /// `path` nil: nothing is written.
    init(_ path: String?, limit: Int64, host: String) throws {
        self.limit = limit
        self.host = host
        if let path { try Files.makeDirectories(Paths.parent(path)) }
        file = try Descriptor(opening: path ?? "/dev/null", flags: FileFlags.createAndWrite)
        if path != nil { try file.truncate(to: 0) }
    }

    var sink: HTTPSink {
        .stream(
            start: { head in
                self.announced = head.headers["Content-Length"].flatMap { Int64($0) }
                // Of 206 and the like the body is not the file.
                guard head.status == 200 else {
                    throw Diagnostic.fatal("'\(self.host)' has no such file to give: it answered \(head.status)")
                }
                if let size = self.announced, size > self.limit { throw Self.tooLarge(self.host, self.limit) }
            }, write: { try self.write($0) })
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard sha256.count + Int64(bytes.count) <= limit else { throw Self.tooLarge(host, limit) }
        sha256.update(bytes)
        md5.update(bytes)
        try file.write(bytes)
    }

    func finish(_ path: String, _ state: OutsideState) throws -> FetchedFile {
        if let announced, announced != sha256.count {
            throw Diagnostic.fatal("'\(host)' sent \(sha256.count) bytes of \(announced)")
        }
        try? file.synchronize()
        let object = sha256.finalize()
        var state = state
        state.size = object.size
        return FetchedFile(path: path, size: object.size, sha256: object.id.hex, md5: md5.finalize(), state: state)
    }

    static func tooLarge(_ host: String, _ limit: Int64) -> Diagnostic {
        .fatal(
            "what '\(host)' sends is longer than \(limit) bytes",
            hint: "if that is right: --max-size BYTES, or git config mlops.importMaxSize")
    }
}
