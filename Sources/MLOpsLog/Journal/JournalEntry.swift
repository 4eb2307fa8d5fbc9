internal import MLOpsCore
internal import MLOpsSystem

/// One batch in a journal file, from when it is written until it is known how the append ended. The file is locked for
/// as long as the entry lives, where locks work.
final class JournalEntry {
    let path: String
    private let file: Descriptor
    private let start: Int64
    /// The last line has no end yet.
    private var isTorn = false

    /// Takes the file at `path`; nil when another writer holds it or took it away in between, and when its last batch
    /// waits to be written to the log. A new one is made when `isNew`.
    init?(_ path: String, isNew: Bool) throws {
        let flags = isNew ? FileFlags.readAndAppend : FileFlags.appendExisting
        guard
            let file = isNew
                ? try Descriptor(opening: path, flags: flags) : try? Descriptor(opening: path, flags: flags)
        else { return nil }
        // Where locks do not work, only the file's own process uses it: the others see that it is there.
        let isLocked = (try? file.lock(wait: false)) ?? isNew
        guard isLocked, let info = Files.info(path), try file.info().inode == info.inode,
            OpJournal.isSettled(file)
        else { return nil }
        self.path = path
        start = info.size
        self.file = file
        if isNew { Files.synchronizeDirectory(of: path) }
    }

    /// Takes a file whose last batch waits to be written to the log; nil when its writer lives or it is settled by now.
    init?(unsettled path: String) throws {
        guard let file = try? Descriptor(opening: path, flags: FileFlags.appendExisting),
            (try? file.lock(wait: false)) ?? true, !OpJournal.isSettled(file)
        else { return nil }
        self.path = path
        start = try file.info().size
        isTorn = try file.tail(1).last != 0x0a
        self.file = file
    }

    var contents: [UInt8] { (try? Files.read(path)) ?? [] }

    /// Puts a new file in the place of this one; who waits for this one sees that it is gone.
    func replace(with text: [UInt8]) throws {
        if text.isEmpty { return try Files.remove(path) }
        try Files.write(text, to: path, durable: true)
    }

    func cut(to size: Int64) {
        try? file.truncate(to: size)
    }

    /// Appends the batch; it is on disk when this returns. Nothing of it is left when that fails.
    func write(_ batch: JournalBatch) throws {
        do {
            try file.write(batch.lines)
            try file.synchronize()
        } catch {
            withdraw()
            throw error
        }
    }

    /// The batch is in the log. The line is not forced to disk: who finds it missing asks the log.
    func settle(_ batch: String, commit: ObjectID, raw: [UInt8]) {
        try? file.write((isTorn ? [0x0a] : []) + JournalBatch.mark(batch, commit: commit, raw: raw))
        isTorn = false
    }

    /// The append failed and was not acknowledged: nobody is to do it later.
    func withdraw() {
        try? file.truncate(to: start)
        try? file.synchronize()
    }
}
