package import MLOpsCore
package import MLOpsGit
internal import MLOpsTransfer

/// The file locking API (Git LFS, docs/api/locking.md), over HTTP or, with a server that has it, SSH.
package final class LockClient: Sendable {
    package struct Listing: Sendable, Equatable {
        package var locks: [Lock] = []
        package var ours: [Lock] = []
        package var theirs: [Lock] = []

        package init() {}
    }

    /// Another lock is in the way.
    package struct Conflict: DiagnosticConvertible {
        package let lock: Lock?
        package let message: String
        package var diagnostic: Diagnostic { .error(message) }
    }

    private let client: LFSClient
    private let shell: SSHTransfers
    private let reference: String?
    /// Pages are endless only if the server is wrong.
    private static let pageLimit = 10_000

    /// `reference`: the ref on the server that a push updates; the current branch's own when nil.
    package init(_ repository: Repository, remote: String?, reference: String? = nil) throws {
        let config = try LFSConfig(of: repository)
        client = try LFSClient(repository, config: config, remote: remote)
        let remote = try remote ?? EndpointFinder(repository, config: config).defaultRemote(.upload)
        self.reference = try reference ?? PushReference.current(repository, remote: remote)
        shell = SSHTransfers(repository, config: config, reference: self.reference)
    }

    /// The server's address, for `lfs.<url>.locksverify`.
    package func address() throws -> String { try client.endpoint(.upload).url }

    /// Whether locks can be had at all: there is a server and not only a folder.
    package var isPossible: Bool {
        guard let kind = try? client.endpoint(.upload).kind else { return false }
        return switch kind {
        case .http, .ssh: true
        case .file, .unknown: false
        }
    }

    /// Takes a lock. Throws ``Conflict`` when somebody has it.
    package func lock(_ path: String) throws -> Lock {
        if let session = try shellSession(.upload) { return try lockBySSH(path, session) }
        do {
            let answer = try client.call("POST", "locks", body(["path": .string(path)]), .upload)
            if let lock = answer.body["lock"].flatMap(Lock.init) { return lock }
            guard let message = answer.body["message"]?.stringValue else { throw Self.misunderstood }
            throw Conflict(lock: nil, message: message)
        } catch let error as LFSServerError where error.status == 409 {
            throw Conflict(lock: error.details["lock"].flatMap(Lock.init), message: error.message)
        }
    }

    /// Gives a lock back, somebody else's when `force`.
    package func unlock(id: String, force: Bool) throws -> Lock? {
        if let session = try shellSession(.upload) {
            let answer = try session.ask("unlock \(id)", force ? ["force=true"] + refname : refname)
            try check(answer)
            return Self.lock(answer)
        }
        let answer = try client.call(
            "POST", "locks/\(PercentEncoding.encode(id))/unlock", body(["force": .bool(force)]), .upload)
        return answer.body["lock"].flatMap(Lock.init)
    }

    /// The locks that the server has, those of a path or with an identifier when given; at most `limit`.
    package func list(path: String? = nil, id: String? = nil, limit: Int? = nil) throws -> [Lock] {
        var locks: [Lock] = []
        var cursor = ""
        for _ in 0..<Self.pageLimit {
            let page = try page(path: path, id: id, cursor: cursor, limit: limit.map { $0 - locks.count })
            locks += page.locks
            if let limit, locks.count >= limit { return Array(locks.prefix(limit)) }
            guard let next = page.next, !next.isEmpty, next != cursor else { break }
            cursor = next
        }
        return locks
    }

    /// All locks, told apart by whether they are ours. Throws ``LFSServerError``, with 404 or 501 where the server
    /// knows no locks.
    package func verify() throws -> Listing {
        var listing = Listing()
        if let session = try shellSession(.upload) {
            for (lock, isOurs) in try locksBySSH(session, []) {
                if isOurs { listing.ours.append(lock) } else { listing.theirs.append(lock) }
            }
            return listing
        }
        var cursor = ""
        for _ in 0..<Self.pageLimit {
            var fields: JSONObject = [:]
            if !cursor.isEmpty { fields["cursor"] = .string(cursor) }
            let answer = try client.call("POST", "locks/verify", body(fields), .upload).body
            listing.ours += try Self.locks("ours", in: answer)
            listing.theirs += try Self.locks("theirs", in: answer)
            guard let next = answer["next_cursor"]?.stringValue, !next.isEmpty, next != cursor else { break }
            cursor = next
        }
        return listing
    }

    private func page(
        path: String?, id: String?, cursor: String, limit: Int?
    ) throws -> (locks: [Lock], next: String?) {
        if let session = try shellSession(.download) {
            var arguments = cursor.isEmpty ? [] : ["cursor=\(cursor)"]
            if let path { arguments.append("path=\(path)") }
            if let id { arguments.append("id=\(id)") }
            return (try locksBySSH(session, arguments).map(\.lock), nil)
        }
        let query = [
            ("path", path ?? ""), ("id", id ?? ""), ("cursor", cursor), ("limit", limit.map(String.init) ?? ""),
            ("refspec", reference ?? ""),
        ]
        let answer = try client.call("GET", "locks", query: query, nil, .download).body
        return (try Self.locks("locks", in: answer), answer["next_cursor"]?.stringValue)
    }

    /// A list without locks may be null, or not there at all: so servers in Go write one.
    private static func locks(_ key: String, in answer: JSONValue) throws -> [Lock] {
        guard let members = answer.objectValue else { throw misunderstood }
        switch members[key] ?? .null {
        case .null: return []
        case .array(let values): return values.compactMap(Lock.init)
        default: throw misunderstood
        }
    }

    private func body(_ fields: JSONObject) -> JSONValue {
        var fields = fields
        if let reference { fields["ref"] = .object(["name": .string(reference)]) }
        return .object(fields)
    }

    private static let misunderstood = Diagnostic.fatal("cannot understand the Git LFS server's answer about locks")
}

extension LockClient {
    private func shellSession(_ operation: LFSOperation) throws -> SSHTransferSession? {
        try shell.session(client.endpoint(operation), operation)
    }

    private var refname: [String] { reference.map { ["refname=\($0)"] } ?? [] }

    private func lockBySSH(_ path: String, _ session: SSHTransferSession) throws -> Lock {
        let answer = try session.ask("lock", ["path=\(path)"] + refname)
        if answer.status == 409 {
            throw Conflict(lock: Self.lock(answer), message: answer.lines.first ?? "already created lock")
        }
        try check(answer)
        guard let lock = Self.lock(answer) else { throw Self.misunderstood }
        return lock
    }

    private func check(_ answer: SSHConnection.Answer) throws {
        if answer.isSuccess { return }
        throw LFSServerError(
            status: answer.status, message: answer.lines.joined(separator: " "),
            host: try client.endpoint(.upload).ssh?.userAndHost ?? "")
    }

    /// The lock that an answer's arguments describe.
    private static func lock(_ answer: SSHConnection.Answer) -> Lock? {
        guard let id = answer.value("id"), let path = answer.value("path") else { return nil }
        return Lock(id: id, path: path, owner: answer.value("ownername"), lockedAt: answer.value("locked-at") ?? "")
    }

    /// Lines `lock ID`, `path ID PATH`, `locked-at ID TIME`, `ownername ID NAME`, `owner ID (ours|theirs)`.
    private func locksBySSH(
        _ session: SSHTransferSession, _ arguments: [String]
    ) throws -> [(lock: Lock, isOurs: Bool)] {
        var found: [(lock: Lock, isOurs: Bool)] = []
        var arguments = arguments + (reference.map { ["refspec=\($0)"] } ?? [])
        for _ in 0..<Self.pageLimit {
            let answer = try session.ask("list-lock", arguments)
            try check(answer)
            found += Self.parse(answer.lines)
            guard let next = answer.value("next-cursor"), !next.isEmpty else { break }
            arguments.removeAll { $0.hasPrefix("cursor=") }
            arguments.append("cursor=\(next)")
        }
        return found
    }

    private static func parse(_ lines: [String]) -> [(lock: Lock, isOurs: Bool)] {
        var order: [String] = []
        var fields: [String: [String: String]] = [:]
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard words.count >= 2 else { continue }
            if words[0] == "lock" { order.append(words[1]) }
            if words.count == 3 { fields[words[1], default: [:]][words[0]] = words[2] }
        }
        return order.compactMap { id in
            guard let own = fields[id], let path = own["path"] else { return nil }
            let lock = Lock(id: id, path: path, owner: own["ownername"], lockedAt: own["locked-at"] ?? "")
            return (lock, own["owner"] == "ours")
        }
    }
}
