internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem

/// Gets objects into the store by one child process, `git mlops fetch --stdin`, so that this program links nothing
/// that talks to a network. The child starts with the first missing object and lives as long as we do.
///
/// Both ways are lines. To the child: `OID SIZE` for each object, then an empty line. From the child: for each
/// object `OID ok` or `OID REASON` as soon as it is known, then an empty line.
final class Downloader {
    private let context: InvocationContext
    /// The commit that git checks out, if it told: the child may find out by it which remote has its files.
    var treeish: String?
    private var child: LineChild?
    private var received: [UInt8] = []
    /// Objects asked for and not answered yet.
    private var outstanding: Set<ContentID> = []
    /// Objects answered since the last ``wait()``.
    private var settled: Set<ContentID> = []
    private var failures: [ContentID: String] = [:]

    init(_ context: InvocationContext) {
        self.context = context
    }

    /// Gets one object; the reason when that failed.
    func fetchNow(_ object: LargeObject) -> String? {
        request([object])
        while outstanding.contains(object.id) { receive() }
        settled.remove(object.id)
        return failures[object.id]
    }

    /// Why the object could not be had; nil when it is in the store.
    func failure(of id: ContentID) -> String? { failures[id] }

    /// Asks for objects, without waiting for any.
    func request(_ objects: [LargeObject]) {
        let new = objects.keeping { !outstanding.contains($0.id) }
        guard !new.isEmpty else { return }
        for object in new {
            failures[object.id] = nil
            outstanding.insert(object.id)
        }
        do {
            if child == nil {
                var context = context
                if let treeish { context.environment["GIT_MLOPS_TREEISH"] = treeish }
                child = try LineChild(command, context: context)
            }
            for start in stride(from: 0, to: new.count, by: Self.sentTogether) {
                let some = new[start..<min(start + Self.sentTogether, new.count)]
                try child?.send(some.map { "\($0.id.hex) \($0.size)\n" }.joined())
            }
            try child?.send("\n")
        } catch {
            lose(Diagnostic(describing: error).message)
        }
    }

    /// So many lines are made at once.
    private static let sentTogether = 1024

    /// Blocks until at least one more object is answered; which ones. Everything that is still asked for counts as
    /// answered, and failed, when the child is gone. Empty when nothing was asked for.
    func wait() -> Set<ContentID> {
        while settled.isEmpty, !outstanding.isEmpty { receive() }
        defer { settled = [] }
        return settled
    }

    private func receive() {
        guard let child, child.receive(into: &received) else { return lose("'git mlops fetch' ended early") }
        while let end = received.firstIndex(of: 0x0a) {
            let line = String(decoding: received[..<end], as: UTF8.self)
            received.removeSubrange(...end)
            guard let id = ContentID(line.prefix(64)), outstanding.remove(id) != nil else { continue }
            let answer = String(line.dropFirst(65))
            if answer != "ok" { failures[id] = answer }
            settled.insert(id)
        }
    }

    private func lose(_ reason: String) {
        for id in outstanding { failures[id] = reason }
        settled.formUnion(outstanding)
        outstanding = []
        child = nil
    }

    /// The program beside ours, else the one on PATH.
    private var command: [String] {
        let beside = Paths.join(Paths.parent(context.executablePath), "git-mlops")
        return [Files.exists(beside) ? beside : "git-mlops", "fetch", "--stdin"]
    }
}
