internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// git's long-running filter process protocol, version 2 (gitattributes(5), "Long Running Filter Process"): one
/// process serves all files of one git command.
final class FilterProcess {
    private let reader: PacketReader
    private let writer: PacketWriter
    private let filter: any ContentFilter
    private let session: FilterSession
    private let delays: DelayQueue
    private let deferred: DeferredCheckout?

    init(
        reader: PacketReader, writer: PacketWriter, filter: any ContentFilter, session: FilterSession,
        delays: DelayQueue, deferred: DeferredCheckout? = nil
    ) {
        self.reader = reader
        self.writer = writer
        self.filter = filter
        self.session = session
        self.delays = delays
        self.deferred = deferred
    }

    /// Serves git until it closes its end; then fills in the files that git was given pointers for.
    func run() throws {
        try shakeHands()
        while let request = try reader.readRequest() {
            switch request.command {
            case "clean": try clean(request)
            case "smudge": try smudge(request)
            case "list_available_blobs": try listAvailable()
            default: throw ProtocolError(message: "unknown command '\(request.command)'")
            }
            try writer.send()
        }
        deferred?.finish()
    }

    private func shakeHands() throws {
        let greeting = try reader.readLines() ?? []
        guard greeting.first == Array("git-filter-client".utf8), greeting.contains(Array("version=2".utf8)) else {
            throw ProtocolError(message: "this program is started by git, as a filter process of version 2")
        }
        try writer.line("git-filter-server")
        try writer.line("version=2")
        try writer.endList()
        try writer.send()
        let offered = try reader.readLines() ?? []
        for name in ["capability=clean", "capability=smudge", "capability=delay"]
        where offered.contains(Array(name.utf8)) {
            try writer.line(name)
        }
        try writer.endList()
        try writer.send()
    }

    private func clean(_ request: Request) throws {
        try answering(request) {
            let cleaned = try filter.clean(reader.readContent, path: request.path)
            try writer.status("success")
            try cleaned.forEachPiece(writer.content)
        }
    }

    private func smudge(_ request: Request) throws {
        try answering(request) {
            let blob = session.makeSpool()
            try reader.readContent(blob.append)
            if let treeish = request["treeish"] {
                (filter as? LargeFileFilter)?.downloader.treeish = String(decoding: treeish, as: UTF8.self)
            }
            let delayed = delays.take(request.path, blob)
            let pointer = delayed?.bytes ?? blob.contents(below: Pointer.sizeLimit) ?? []
            let name = delayed.map(\.blob) ?? (request.canDelay ? request["blob"] : nil)
            switch try smudged(request, blob, delayed) {
            case .missing(let missing):
                delays.add(request.path, .init(pointer: missing, bytes: pointer, blob: request["blob"]))
                try writer.status("delayed")
            case .unchanged:
                try writer.status("success")
                try blob.forEachPiece(writer.content)
            case .bytes(let bytes):
                try writer.status("success")
                try bytes.withUnsafeBytes { try writer.content($0) }
            case .object(let object):
                if try deferred?.accept(path: request.path, blob: name, object: object) ?? false {
                    try writer.status("success")
                    return try pointer.withUnsafeBytes { try writer.content($0) }
                }
                try stream(object)
            case .file(let file):
                try writer.status("success")
                _ = try file.withFile { try writer.content(of: $0) }
            }
        }
    }

    private func smudged(_ request: Request, _ blob: Spool, _ delayed: DelayQueue.Delayed?) throws -> Smudged {
        if let delayed { return try delays.outcome(delayed, path: request.path) }
        return try filter.smudge(blob, path: request.path, canDelay: request.canDelay)
    }

    private func stream(_ object: LargeObject) throws {
        let file = try session.store().open(object)
        try writer.status("success")
        let sent = try writer.content(of: file)
        guard sent == object.size else {
            let store = try session.store()
            throw StoreError.corrupt(expected: object, path: store.path(of: object.id))
        }
    }

    private func listAvailable() throws {
        for path in try delays.waitForAvailable() { try writer.line(Array("pathname=".utf8) + path) }
        try writer.endList()
        try writer.status("success")
    }

    /// Runs the work for one file and ends its answer: with an empty second list when all went well, with
    /// `status=error` in the first or the second list when it did not. The failure of one file is told on standard
    /// error and never ends the process: git would start another for the next file.
    private func answering(_ request: Request, _ body: () throws -> Void) throws {
        writer.beginAnswer()
        do {
            try body()
            guard !writer.isDelayed else { return }
            try writer.endList()
            try writer.endList()
        } catch let error as ProtocolError {
            throw error
        } catch {
            session.reporter.error(message(error, path: request.path))
            try reader.drainContent()
            if writer.hasStatus { try writer.endList() }
            try writer.status("error")
        }
    }

    private func message(_ error: any Error, path: [UInt8]) -> String {
        let message = Diagnostic(describing: error).message
        return error is Diagnostic ? message : "\(path.quotedPath): \(message)"
    }
}
