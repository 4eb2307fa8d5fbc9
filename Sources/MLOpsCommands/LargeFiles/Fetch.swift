internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct Fetch: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Get large files' contents from the remote",
        discussion:
            "Gets what the commits name, HEAD when none is given, into the local store; the worktree stays as it is.")

    @Flag(help: "Get everything that any ref's history names")
    var all = false

    @Flag(help: .hidden)
    var stdin = false

    @OptionGroup var progress: ProgressOptions

    @Argument(help: "A remote, then commits")
    var arguments: [String] = []

    init() {}

    func run(in session: Session) throws -> Int32 {
        let session = progress.applied(to: session)
        // In the middle of a checkout nothing but the objects may be brought in, so not session.repository().
        if stdin { return try serve(LargeFiles(Repository.open(session.context)), session.out) }
        let files = try LargeFiles(session.repository())
        let (remote, revisions) = try TransferArguments.split(arguments, files)
        let report = try files.fetch(revisions: revisions, everything: all, from: remote)
        return report.tell(session, verb: "fetched")
    }

    /// The filter's side of this is `Downloader` in MLOpsFilter: `OID SIZE` lines and an empty line come in, an answer
    /// for each object and an empty line go out, until the input ends.
    private func serve(_ files: LargeFiles, _ out: Output) throws -> Int32 {
        var batch: [LargeObject] = []
        var input = StandardInputLines()
        while let line = input.next() {
            if let object = Self.object(line) {
                batch.append(object)
            } else {
                answer(batch, files, out)
                batch = []
            }
        }
        if !batch.isEmpty { answer(batch, files, out) }
        return 0
    }

    private func answer(_ batch: [LargeObject], _ files: LargeFiles, _ out: Output) {
        let left = LineAnswers(batch, out)
        defer {
            out.line()
            out.flush()
        }
        do {
            for object in batch where files.store.contains(object) { left.answer(object, "ok") }
            let missing = files.adoptShared(batch.filter(left.isOpen)) { object, _ in left.answer(object, "ok") }
            if missing.isEmpty { return }
            let remote = try RemoteResolver(files.repository).source(
                treeish: files.repository.context.environment["GIT_MLOPS_TREEISH"])
            _ = try files.fetch(missing, from: remote) { object, outcome in
                if case .failed(let reason, _) = outcome {
                    left.answer(object, reason)
                } else {
                    left.answer(object, "ok")
                }
            }
            left.answerRest("it is not on the remote")
        } catch {
            // The filter can show one sentence an object: what to type belongs into it.
            let diagnostic = Diagnostic(describing: error)
            left.answerRest(([diagnostic.message] + diagnostic.hints.prefix(1)).joined(separator: "; "))
        }
    }

    private static func object(_ line: String) -> LargeObject? {
        let words = line.split(separator: " ")
        guard words.count == 2, let id = ContentID(words[0]), let size = Int64(words[1]), size >= 0 else { return nil }
        return LargeObject(id: id, size: size)
    }
}

/// Answers each object of a batch once, at once.
private final class LineAnswers {
    private let batch: [LargeObject]
    private var open: Set<LargeObject>
    private let out: Output

    init(_ batch: [LargeObject], _ out: Output) {
        self.batch = batch
        open = Set(batch)
        self.out = out
    }

    func isOpen(_ object: LargeObject) -> Bool { open.contains(object) }

    func answer(_ object: LargeObject, _ text: String) {
        guard open.remove(object) != nil else { return }
        out.line("\(object.id.hex) \(text.replacing("\n", with: " "))")
        out.flush()
    }

    func answerRest(_ text: String) {
        for object in batch { answer(object, text) }
    }
}
