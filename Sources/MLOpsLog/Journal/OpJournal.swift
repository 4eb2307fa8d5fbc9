package import MLOpsCore
internal import MLOpsSystem

/// The write-ahead journal of the log: what an append is about to write, on disk before any git object of it is.
///
/// It has few files, `mlops/journal/<writer>-<pid>`, named after the process that made them; an append takes one that
/// nobody holds, so that there are as many as there ever were writers at once. A file in which every batch is in the log
/// ends in the line that says so: one short read for each file tells whether there is anything to do.
package struct OpJournal: Sendable {
    package let directory: String
    /// What it keeps.
    package struct Content: Sendable {
        package var batches: [JournalBatch] = []
        /// Bytes of log commits without ops.
        package var merges: [ObjectID: [UInt8]] = [:]
    }

    /// A file that has reached this size is not added to any more.
    private static let fileLimit: Int64 = 256 << 10

    package init(_ layout: LogLayout) {
        directory = layout.journalDirectory
    }

    /// Its files. The other files of the folder belong to runs that are being recorded, and have a dot in their names.
    package func files() -> [String] {
        let names = (try? Files.list(directory)) ?? []
        return names.filter { $0.contains("-") && !$0.contains(".") }.map { Paths.join(directory, $0) }
    }

    /// Writes a batch; it is on disk when this returns. The entry says later how the append ended.
    func begin(_ batch: JournalBatch, writer: String) throws -> JournalEntry {
        let entry = try open(writer: writer)
        try entry.write(batch)
        return entry
    }

    /// Keeps the bytes of a commit without ops, so that it can be made again.
    func keepMerge(_ commit: ObjectID, raw: [UInt8], writer: String) throws {
        try open(writer: writer).settle("merge", commit: commit, raw: raw)
    }

    private func open(writer: String) throws -> JournalEntry {
        let own = files().filter { Paths.name($0).hasPrefix("\(writer)-") }
        for path in own where Files.info(path).map({ $0.size < Self.fileLimit }) ?? false {
            if let entry = try JournalEntry(path, isNew: false) { return entry }
        }
        try Files.makeDirectories(directory)
        let name = Paths.join(directory, "\(writer)-\(Host.processID)")
        for number in 0... {
            let path = number == 0 ? name : "\(name)-\(number)"
            if !Files.exists(path), let entry = try JournalEntry(path, isNew: true) { return entry }
        }
        throw LogError(.damaged, "cannot write '\(name)'")
    }

    /// All whole batches that are still kept, the oldest of each file first, and the merges.
    package func content() -> Content {
        var content = Content()
        for path in files() {
            guard let text = try? Files.read(path) else { continue }
            let reader = JournalReader(text)
            content.batches += reader.batches
            content.merges.merge(reader.merges) { first, _ in first }
        }
        return content
    }

    /// Takes away the batches with purged ops, once they are in the log: a copy here would outlive the purge.
    func forget(_ purges: PurgeSet) throws {
        for path in files() {
            let reader = JournalReader((try? Files.read(path)) ?? [])
            guard reader.batches.contains(where: { $0.ops.contains(where: purges.hides) }),
                let entry = try JournalEntry(path, isNew: false)
            else { continue }
            let kept = reader.batches.filter { !$0.ops.contains(where: purges.hides) }
            try entry.replace(with: kept.flatMap { $0.lines + $0.mark })
        }
    }

    /// Files whose last batch is not known to be in the log, without those that a living writer holds.
    func unsettled() -> [String] {
        files().filter { path in
            guard let file = try? Descriptor(opening: path), !Self.isSettled(file) else { return false }
            // Where locks do not work, a batch of a living writer may be written twice: its ops have one name each.
            return (try? file.lock(wait: false)) ?? true
        }
    }

    /// Whether the file ends in a line that says that its last batch is in the log.
    static func isSettled(_ file: borrowing Descriptor) -> Bool {
        guard let tail = try? file.tail(4096), let last = tail.last else { return true }
        guard last == 0x0a else { return false }
        let line = tail.dropLast().split(separator: 0x0a).last ?? []
        return line.starts(with: JournalBatch.markPrefix)
    }
}
