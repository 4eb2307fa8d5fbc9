package import MLOpsCore
package import MLOpsStore
internal import MLOpsSystem

/// What filling in files did.
package struct CompletionReport: Sendable {
    package struct Failure: Sendable {
        package let path: [UInt8]
        package let reason: String
    }

    package internal(set) var placed = 0
    /// Files whose content is not in the store; they stay pointers.
    package internal(set) var missing: [JournalEntry] = []
    /// Files that are tried again by the next command.
    package internal(set) var failures: [Failure] = []
    /// Whether git's index could not be told, because another process holds its lock: the next command does it.
    package internal(set) var isIndexBusy = false

    package init() {}

    mutating func add(_ other: CompletionReport) {
        placed += other.placed
        missing += other.missing
        failures += other.failures
        isIndexBusy = isIndexBusy || other.isIndexBusy
    }
}

/// Fills in the files of a journal and tells git's index, once git has written that: at the end of the filter's input,
/// or in a later command.
///
/// Never from a hook of the same git command: git still holds the old index in memory then, and would take the files
/// for changed.
package struct CheckoutCompletion {
    private let gitDirectory: String
    private let top: String
    private let store: ObjectStore
    private let context: InvocationContext

    /// `top`: the worktree's.
    package init(gitDirectory: String, top: String, store: ObjectStore, context: InvocationContext) {
        self.gitDirectory = gitDirectory
        self.top = top
        self.store = store
        self.context = context
    }

    /// Finishes what killed processes left. Nothing is touched while a git command holds the index.
    package func finishAbandoned() throws -> CompletionReport {
        var report = CompletionReport()
        guard CheckoutJournal.mayExist(gitDirectory: gitDirectory) else { return report }
        for journal in CheckoutJournal.abandoned(gitDirectory: gitDirectory) {
            let index = IndexReplacement(gitDirectory: gitDirectory, temporary: journal.indexPath)
            index.clearLeftovers()
            if index.isLocked {
                report.isIndexBusy = true
                continue
            }
            report.add(try finish(journal))
        }
        return report
    }

    /// Fills in the journal's files. What could not be done stays in a journal. `written` are files that git itself has
    /// just written: those as young as the index get an older time too, so that git need not read them again.
    package func finish(
        _ journal: CheckoutJournal, written: WrittenFiles = WrittenFiles()
    ) throws -> CompletionReport {
        let index = IndexReplacement(gitDirectory: gitDirectory, temporary: journal.indexPath)
        let aged = try FileAging(top: top, seconds: time(index)).age(written, index)
        var report = CompletionReport()
        let (placed, failed) = try place(journal.entries(), modifiedSeconds: time(index), &report)
        report.placed = placed.count
        report.isIndexBusy = try !tell(index, placed, aged)
        try journal.leave(failed + (report.isIndexBusy ? Self.untold(journal.entries(), placed) : []))
        return report
    }

    /// The files that have their content now, for the index, and those that are to be tried again.
    private func place(
        _ entries: [JournalEntry], modifiedSeconds seconds: Int64, _ report: inout CompletionReport
    ) throws -> (placed: [GitIndex.Update], failed: [JournalEntry]) {
        var placed: [GitIndex.Update] = []
        placed.reserveCapacity(entries.count)
        var failed: [JournalEntry] = []
        for start in stride(from: 0, to: entries.count, by: Self.batch) {
            let some = entries[start..<min(start + Self.batch, entries.count)]
            for (position, placement) in zip(some.indices, try place(some, modifiedSeconds: seconds)) {
                let entry = entries[position]
                switch placement {
                case .placed(let stamp):
                    placed.append(.init(.init(path: entry.path, blob: entry.name), stamp: stamp))
                case .foreign: break
                case .missing: report.missing.append(entry)
                case .failed(let diagnostic):
                    failed.append(entry)
                    report.failures.append(.init(path: entry.path, reason: diagnostic.message))
                }
            }
        }
        return (placed, failed)
    }

    /// Entries that have been placed, as the next command has to know them.
    private static func untold(_ entries: [JournalEntry], _ placed: [GitIndex.Update]) -> [JournalEntry] {
        let stamps = Dictionary(placed.map { ($0.file.path, $0.stamp) }) { $1 }
        return entries.compactMap { entry in
            stamps[entry.path].map {
                JournalEntry(path: entry.path, blob: entry.blob, object: entry.object, placed: $0)
            }
        }
    }

    /// What becomes of so many files is held at once.
    private static let batch = 4096

    /// Tells git's index what files look like that are as their entries say. Only saves git from reading them again, so
    /// a busy index is no failure.
    package func record(_ placed: [IndexUpdate]) throws {
        let temporary = CheckoutJournal.temporaryIndexPath(gitDirectory: gitDirectory)
        try Files.makeDirectories(Paths.parent(temporary))
        _ = try tell(IndexReplacement(gitDirectory: gitDirectory, temporary: temporary), placed, [])
    }

    private func place(_ entries: ArraySlice<JournalEntry>, modifiedSeconds: Int64) throws -> [Placement] {
        if entries.isEmpty { return [] }
        try Files.makeDirectories(store.temporaryDirectory)
        return Workers.map(entries.count, workers: Workers.processors) {
            Result { try FilePlacer(top: top, store: store, modifiedSeconds: modifiedSeconds) }
        } _: { placer, position in
            guard var current = try? placer.get() else {
                return .failed(.fatal("cannot use the worktree or '\(store.temporaryDirectory)'"))
            }
            defer { placer = .success(current) }
            return current.place(entries[entries.startIndex + position])
        }
    }

    /// Two seconds before git wrote the index, or before now.
    private func time(_ index: IndexReplacement) -> Int64 {
        let now = context.now() / 1000
        return min(index.modifiedSeconds ?? now, now) - 2
    }

    /// Whether the index knows now.
    private func tell(
        _ index: IndexReplacement, _ placed: [GitIndex.Update], _ aged: [GitIndex.Update]
    ) throws -> Bool {
        let all = placed.isEmpty ? aged : aged.isEmpty ? placed : placed + aged
        let isSorted = zip(all, all.dropFirst()).allSatisfy { !$1.precedes($0) }
        return try tell(index, isSorted ? all : all.sorted { $0.precedes($1) }, mustSucceed: !placed.isEmpty)
    }

    private func tell(_ index: IndexReplacement, _ all: [GitIndex.Update], mustSucceed: Bool) throws -> Bool {
        if all.isEmpty { return true }
        switch try index.apply(all) {
        case .done: break
        case .busy: return !mustSucceed
        case .refused: return try RefreshByGit(top: top, context: context).refresh(all.filter { $0.expected == nil })
        }
        return true
    }
}
