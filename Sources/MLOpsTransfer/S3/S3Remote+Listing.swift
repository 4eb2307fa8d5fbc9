package import MLOpsCore
internal import Synchronization

extension S3Remote {
    /// So few are asked for one by one; more by listing, a thousand names a request.
    private static let fewObjects = 24

    package func missing(among objects: [LargeObject]) throws -> [LargeObject] {
        let stored = objects.filter { $0.size > 0 }
        let present = stored.count <= Self.fewObjects ? try ask(stored) : try find(stored)
        return stored.filter { !present.contains($0) }
    }

    package func list(_ body: (LargeObject) throws -> Void) throws {
        var after: String?
        while true {
            let page = try self.page(after: after)
            for object in page.objects { try body(object) }
            guard page.isTruncated, let last = page.lastKey else { return }
            after = last
        }
    }

    /// Which of `objects` are there, by one HEAD each.
    private func ask(_ objects: [LargeObject]) throws -> Set<LargeObject> {
        let found = Mutex<Set<LargeObject>>([])
        var failure: String?
        try engine.run(objects, told: { if case .failed(let reason, _) = $1 { failure = reason } }) { attempt in
            if try size(of: attempt.object, attempt) == attempt.object.size {
                found.withLock { _ = $0.insert(attempt.object) }
            }
            return .done(.present)
        }
        if let failure { throw Diagnostic.fatal("cannot read from remote '\(name)': \(failure)") }
        return found.withLock { $0 }
    }

    /// What the bucket has under the object's name; nil: nothing.
    func size(of object: LargeObject, _ attempt: TransferAttempt) throws -> Int64? {
        let response = try client.send(
            .init(method: "HEAD", key: key(object.id), cancellation: attempt.cancellation), to: .discard)
        if response.status == 404 { return nil }
        guard response.isSuccess else { throw fault(response, "read from") }
        return response.headers["Content-Length"].flatMap { Int64($0) }
    }

    /// Which of `objects` are there, by listing from each that is not decided yet. When the bucket holds so many others
    /// that a page decides only a few, the rest is asked for one by one.
    private func find(_ objects: [LargeObject]) throws -> Set<LargeObject> {
        let wanted = objects.sorted { $0.id < $1.id }
        var present: Set<LargeObject> = []
        let asked = Set(wanted)
        var next = 0
        var pages = 0
        var after: String?
        while next < wanted.count {
            if pages >= 4, next / pages < 10 { return present.union(try ask(Array(wanted[next...]))) }
            let before = String(key(wanted[next].id).dropLast())
            let page = try self.page(after: after.map { max($0, before) } ?? before)
            pages += 1
            for object in page.objects where asked.contains(object) { present.insert(object) }
            guard page.isTruncated, let last = page.lastKey else { break }
            after = last
            while next < wanted.count, key(wanted[next].id) <= last { next += 1 }
        }
        return present
    }

    private struct Page {
        var objects: [LargeObject] = []
        var isTruncated = false
        var lastKey: String?
    }

    private func page(after: String?) throws -> Page {
        var query = ["list-type": "2", "max-keys": "1000", "prefix": client.location.prefix + "objects/"]
        query["start-after"] = after
        let response = try sendPatiently(.init(method: "GET", query: query), limit: 1 << 23)
        guard let root = XMLElement.parse(response.body), root.name == "ListBucketResult" else {
            throw Diagnostic.fatal("cannot read from remote '\(name)': its server's list makes no sense")
        }
        var page = Page()
        for entry in root.all("Contents") {
            guard let key = entry["Key"]?.text else { continue }
            page.lastKey = key
            if let id = ContentID(key.suffix(64)), self.key(id) == key, let size = Int64(entry["Size"]?.text ?? "") {
                page.objects.append(LargeObject(id: id, size: size))
            }
        }
        page.isTruncated = root["IsTruncated"]?.text == "true"
        return page
    }

    /// One request outside of any object's transfer, tried again as those are.
    func sendPatiently(_ call: S3Client.Call, limit: Int) throws -> HTTPResponse {
        let answer = Mutex<HTTPResponse?>(nil)
        var failure: String?
        let stand = LargeObject(id: ContentID(bytes: [UInt8](repeating: 0, count: 32))!, size: 0)
        try engine.run([stand], told: { if case .failed(let reason, _) = $1 { failure = reason } }) { _ in
            let response = try client.send(call, to: .memory(limit: limit))
            guard response.isSuccess else { throw fault(response, "read from") }
            answer.withLock { $0 = response }
            return .done(.transferred)
        }
        guard let response = answer.withLock({ $0 }) else {
            throw Diagnostic.fatal("cannot read from remote '\(name)': \(failure ?? "no answer")")
        }
        return response
    }
}
