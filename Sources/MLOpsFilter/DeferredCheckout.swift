internal import MLOpsCheckout
internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Checkout without sending contents through git: git gets the pointer, and when it closes the pipe, as the last thing
/// before it ends, the files are filled in from the store and the index is told.
///
/// Meanwhile the worktree holds pointers, so this is for commands that run nothing in between: no rebase, which may
/// run programs on the way, and no hooks but our own.
final class DeferredCheckout {
    /// Smaller files are cheaper to send than to make twice (docs/performance.md).
    private static let streamedSize: Int64 = 1 << 16

    private let session: FilterSession
    private var journal: CheckoutJournal?
    private var decision: Bool?
    private var limit: Int64?
    /// Files that git got contents of and writes itself.
    private var written = WrittenFiles()

    init(_ session: FilterSession) {
        self.session = session
    }

    /// Notes the file, on disk before git hears of it. False when git has to be given the content.
    func accept(path: [UInt8], blob: [UInt8]?, object: LargeObject) throws -> Bool {
        guard let blob, !path.isEmpty, let name = Hex.decode(blob.asText), [20, 32].contains(name.count) else {
            return false
        }
        guard try isLarge(object), try isAllowed() else {
            written.append(path: path, blob: name)
            return false
        }
        try openJournal().append(JournalEntry(path: path, blob: name, object: object))
        return true
    }

    /// `mlops.checkoutThreshold` is for measuring.
    private func isLarge(_ object: LargeObject) throws -> Bool {
        let limit = try limit ?? session.config()["mlops.checkoutthreshold"].flatMap { Int64($0) } ?? Self.streamedSize
        self.limit = limit
        return object.size >= limit
    }

    private func openJournal() throws -> CheckoutJournal {
        if let journal { return journal }
        let opened = try CheckoutJournal(gitDirectory: session.location().gitDirectory)
        journal = opened
        return opened
    }

    /// git has closed its end: it is about to exit and waits for us. Also finishes what killed processes left. What
    /// fails is told and left for the next command; git's exit code is settled already.
    func finish() {
        do {
            guard let location = try? session.location() else { return }
            let hasWork = journal != nil || !written.isEmpty
            guard hasWork || CheckoutJournal.mayExist(gitDirectory: location.gitDirectory), usesOwnIndex(location)
            else { return }
            let completion = CheckoutCompletion(
                gitDirectory: location.gitDirectory, top: session.context.workingDirectory,
                store: try session.store(), context: session.context)
            if hasWork { try completion.finish(openJournal(), written: written).tell(session.reporter) }
            journal = nil
            try completion.finishAbandoned().tell(session.reporter)
        } catch {
            session.reporter.error(Diagnostic(describing: error).message)
        }
    }

    private func isAllowed() throws -> Bool {
        if let decision { return decision }
        let location = try session.location()
        let config = try session.config()
        let isAllowed =
            usesOwnIndex(location) && config["mlops.checkout"] != "stream"
            && GitCommand.isSafe(gitDirectory: location.gitDirectory)
            && !ForeignHooks.exist(
                location, config, top: session.context.workingDirectory, environment: session.context.environment)
        decision = isAllowed
        return isAllowed
    }

    /// Whether git works on the worktree's index and not on one for the moment, as `git stash` does at times.
    private func usesOwnIndex(_ location: GitLocation) -> Bool {
        guard let named = session.context.environment["GIT_INDEX_FILE"] else { return true }
        return Paths.absolute(named, in: session.context.workingDirectory) == location.gitDirectory + "/index"
    }
}

extension CompletionReport {
    /// Says what did not work.
    func tell(_ reporter: any Reporter) {
        for failure in failures.prefix(5) {
            reporter.error("cannot check out \(failure.path.quotedPath): \(failure.reason)")
        }
        if failures.count > 5 { reporter.error("and \(failures.count - 5) more") }
        if !failures.isEmpty || isIndexBusy {
            reporter.hint("the next 'git mlops' command finishes this checkout, 'git mlops status' for one")
        }
        for entry in missing.prefix(5) { reporter.warning("\(entry.path.quotedPath) is only a pointer here") }
        if !missing.isEmpty { reporter.hint("git mlops pull") }
    }
}
