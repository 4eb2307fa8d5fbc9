internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSStandaloneFile: LFSCommand {
    static let verb = LFSVerb(
        "standalone-file", "Git LFS standalone transfer adapter for file URLs (local paths).",
        synopsis: ["git lfs standalone-file"])

    /// Lines of JSON in and out (Git LFS, docs/custom-transfers.md).
    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        var input = StandardInputLines()
        var remote: (any ObjectRemote)?
        while let line = input.next() {
            let message = try parse(line)
            let current = try remote ?? open(message["remote"]?.stringValue, session)
            remote = current
            switch message["event"]?.stringValue {
            case "init": answer([:], session)
            case "terminate": return 0
            case let event? where event == "upload" || event == "download":
                transfer(message, event, current, session)
            case let event: throw LFSExit("unknown event \"\(event ?? "")\"")
            }
        }
        return 0
    }

    private static func parse(_ line: String) throws -> JSONValue {
        do {
            return try JSONValue.parse(Array(line.utf8))
        } catch {
            throw LFSExit("error decoding JSON: \(Diagnostic(describing: error).message)")
        }
    }

    private static func open(_ name: String?, _ session: LFSSession) throws -> any ObjectRemote {
        do {
            return try RemoteResolver(session.repository()).remote(for: name)
        } catch {
            throw LFSExit("error creating handler: \(Diagnostic(describing: error).message)")
        }
    }

    private static func transfer(
        _ message: JSONValue, _ event: String, _ remote: any ObjectRemote, _ session: LFSSession
    ) {
        let oid = message["oid"]?.stringValue ?? ""
        var reply: JSONObject = ["event": "complete", "oid": .string(oid)]
        do {
            guard let id = ContentID(oid), let size = message["size"]?.integerValue, size >= 0 else {
                throw Diagnostic.fatal("not an object: '\(oid)'")
            }
            let object = LargeObject(id: id, size: size)
            if event == "download" {
                reply["path"] = .string(try download(object, remote, session))
            } else {
                try upload(object, message["path"]?.stringValue ?? "", remote, session)
            }
            let progress: JSONObject = [
                "event": "progress", "oid": .string(oid), "bytesSoFar": .integer(size),
                "bytesSinceLast": .integer(size),
            ]
            answer(progress, session)
        } catch {
            reply["error"] = failure(Diagnostic(describing: error).message)
        }
        answer(reply, session)
    }

    /// A copy that the caller may move away.
    private static func download(
        _ object: LargeObject, _ remote: any ObjectRemote, _ session: LFSSession
    ) throws -> String {
        let store = try session.files().store
        let staging = ObjectStore(root: store.temporaryDirectory + "/standalone")
        var problem: String?
        try remote.download([object], into: staging) { _, outcome in
            if case .failed(let reason, _) = outcome { problem = reason }
        }
        if let problem { throw Diagnostic.fatal(problem) }
        return staging.path(of: object.id)
    }

    private static func upload(
        _ object: LargeObject, _ path: String, _ remote: any ObjectRemote, _ session: LFSSession
    ) throws {
        let store = try session.files().store
        if !store.contains(object) { try store.adopt(path, as: object) }
        var problem: String?
        try remote.upload([object], from: store) { _, outcome in
            if case .failed(let reason, _) = outcome { problem = reason }
        }
        if let problem { throw Diagnostic.fatal(problem) }
    }

    private static func failure(_ message: String) -> JSONValue {
        .object(["code": .integer(1), "message": .string(message)])
    }

    private static func answer(_ reply: JSONObject, _ session: LFSSession) {
        session.out.write(JSONValue.object(reply).serialized())
        session.out.line()
        session.out.flush()
    }
}
