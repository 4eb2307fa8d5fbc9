internal import MLOpsCore
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSLocks: LFSCommand {
    static let verb = LFSVerb(
        "locks", "List currently \"locked\" files from the Git LFS server.",
        options: LFSLockOptions.options + [
            .value("id", "i", "id", "Only the lock with this ID."),
            .value("path", "p", "path", "Only the lock of this file."),
            .flag("local", nil, "Our own locks, without asking the server."),
            .flag("cached", nil, "What the server said last."),
            .flag("verify", nil, "Mark our own with 'O'."),
            .value("limit", "l", "num", "At most so many."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let repository = try session.repository()
        let path = try arguments.value("path").map { try LFSLockOptions.fromTop($0, repository) }
        let limit = try arguments.value("limit").map { word -> Int in
            guard let number = Int(word), number >= 0 else {
                throw LFSExit("Error: invalid argument \"\(word)\" for \"-l, --limit\" flag", code: 127)
            }
            return number
        }
        try refuseCombinations(arguments, limit: limit)
        if arguments.has("verify") { return try verify(arguments, session) }
        var locks = try find(arguments, path: path, limit: limit, session)
        if let id = arguments.value("id") { locks = locks.filter { $0.id == id } }
        if let path { locks = locks.filter { $0.path == path } }
        if let limit, limit > 0 { locks = Array(locks.prefix(limit)) }
        show(locks, ours: nil, arguments, session)
        return 0
    }

    private static func refuseCombinations(_ arguments: LFSArguments, limit: Int?) throws {
        guard let option = ["verify", "cached"].first(where: arguments.has) else { return }
        let others: [(String, Bool)] = [
            ("filters", arguments.isGiven("path") || arguments.isGiven("id")), ("--limit", (limit ?? 0) > 0),
            ("--local", arguments.has("local")),
        ]
        if let other = others.first(where: \.1)?.0 {
            throw LFSExit("--\(option) option can't be combined with \(other)")
        }
    }

    private static func find(
        _ arguments: LFSArguments, path: String?, limit: Int?, _ session: LFSSession
    ) throws -> [Lock] {
        let cache = LockCache(try session.files().store.root)
        if arguments.has("local") { return cache.load() }
        if arguments.has("cached") {
            guard let known = cache.lastAnswer("all") else { throw LFSExit("no cached locks present") }
            return known
        }
        let client = try LFSLockOptions.client(arguments, session)
        let locks = try client.list(path: path, id: arguments.value("id"), limit: limit == 0 ? nil : limit)
        if path == nil, !arguments.isGiven("id"), limit == nil { try? cache.remember(locks, as: "all") }
        return locks
    }

    private static func verify(_ arguments: LFSArguments, _ session: LFSSession) throws -> Int32 {
        let listing = try LFSLockOptions.client(arguments, session).verify()
        let cache = LockCache(try session.files().store.root)
        try? cache.save(listing.ours)
        try? cache.remember(listing.ours + listing.theirs, as: "all")
        if arguments.has("json") {
            let sides: JSONObject = [
                "ours": .array(listing.ours.map(\.json)), "theirs": .array(listing.theirs.map(\.json)),
            ]
            session.out.write(JSONValue.object(sides).serialized())
            session.out.line()
        } else {
            show(listing.ours + listing.theirs, ours: Set(listing.ours.map(\.id)), arguments, session)
        }
        return 0
    }

    private static func show(_ locks: [Lock], ours: Set<String>?, _ arguments: LFSArguments, _ session: LFSSession) {
        if arguments.has("json") { return LFSLockOptions.showJSON(locks, session) }
        let sorted = locks.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let paths = sorted.map { $0.path }
        let pathWidth = paths.map(\.count).max() ?? 0
        let owners = sorted.map { $0.owner ?? "" }
        let ownerWidth = owners.map(\.count).max() ?? 0
        for (index, lock) in sorted.enumerated() {
            let mark = ours.map { $0.contains(lock.id) ? "O " : "  " } ?? ""
            let path = paths[index] + String(repeating: " ", count: pathWidth - paths[index].count)
            let owner = owners[index] + String(repeating: " ", count: ownerWidth - owners[index].count)
            session.out.line(DisplayText.lines("\(mark)\(path)\t\(owner)\tID:\(lock.id)"))
        }
    }
}
