internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

/// Gets objects, and says so as Git LFS does.
struct LFSFetching {
    private let session: LFSSession
    private let remote: String?

    init(_ session: LFSSession, remote: String?) {
        self.session = session
        self.remote = remote
    }

    /// Gets what the store lacks; the exit code.
    func fetch(
        _ files: [LargeFile], refetches: Bool = false, isDry: Bool = false, asJSON: Bool = false
    ) throws -> Int32 {
        let large = try session.files()
        var seen: Set<ContentID> = []
        let wanted = files.filter { file in
            file.object.size > 0 && seen.insert(file.object.id).inserted
                && (refetches || !large.store.contains(file.object))
        }
        if isDry {
            if asJSON {
                showJSON(wanted)
            } else {
                for file in wanted { session.out.line("fetch \(file.object.id.hex) => \(file.path)") }
            }
            return 0
        }
        if wanted.isEmpty {
            if asJSON { showJSON([]) }
            return 0
        }
        // An object that is there is not asked for: it leaves only when a whole one has come in its place.
        var aside: [(from: String, to: String)] = []
        if refetches { aside = try wanted.compactMap { try setAside($0.object, large.store) } }
        let tally = LFSTally("Downloading", session)
        let progress = try LFSProgressFile("download", wanted, session)
        let fetch = {
            try large.fetch(
                wanted.map(\.object), from: RemoteResolver(large.repository).source(for: remote), told: progress.tell)
        }
        if !asJSON { try tally.begin(wanted.count) }
        let report = try asJSON ? fetch() : tally.whole(wanted.count, fetch)
        for (path, kept) in aside {
            if Files.exists(path) { try Files.remove(kept) } else { try Files.rename(kept, to: path) }
        }
        if asJSON {
            showJSON(wanted)
        } else {
            tally.end(done: report.transferred.count, of: wanted.count, bytes: report.bytes)
        }
        return LFSRemotes.tell(report, verb: "fetch", session: session, remote: remote)
    }

    private func setAside(_ object: LargeObject, _ store: ObjectStore) throws -> (from: String, to: String)? {
        let path = store.path(of: object.id)
        guard Files.exists(path) else { return nil }
        let kept = path + ".kept"
        try Files.rename(path, to: kept)
        return (path, kept)
    }

    private func showJSON(_ files: [LargeFile]) {
        let list = files.map { file -> JSONValue in
            .object([
                "name": .string(file.path.description), "oid": .string(file.object.id.hex),
                "size": .integer(file.object.size),
            ])
        }
        session.out.write(JSONValue.object(["transfers": .array(list)]).serialized(JSONStyle(indent: 1)))
        session.out.line()
    }
}
