internal import MLOpsIndex
internal import MLOpsSystem

/// The file of the index, which several processes open, and one of them replaces when it is damaged.
struct IndexFile {
    let path: String

    /// Opens the index. One that stays unusable is started anew: no loss, it is filled from the log. Who may only read,
    /// or has no space left, gets one in memory.
    func open() throws -> RunIndex {
        guard Files.isWritable(Paths.parent(path)) else { return try .inMemory() }
        do {
            return try openPatiently()
        } catch {
            return try error.isUnwritable ? .inMemory() : replace()
        }
    }

    /// A file that another process replaces, or has locked, gives errors that pass.
    private func openPatiently() throws(IndexError) -> RunIndex {
        var attempt = 0
        while true {
            do {
                makeShared()
                return try RunIndex(path: path)
            } catch {
                attempt += 1
                guard error.isPassing, attempt < 8 else { throw error }
                Host.pause(milliseconds: attempt * 5)
            }
        }
    }

    /// Where a group writes (`core.sharedRepository`): SQLite gives the files beside it the mode that this one has.
    private func makeShared() {
        if SharedFolders.mode(at: path) == nil || Files.exists(path) { return }
        _ = try? Descriptor(opening: path, flags: FileFlags.createAndWrite)
    }

    /// One process at a time, and only if none was here before: a file that others have open is not taken from them.
    private func replace() throws -> RunIndex {
        let lock = try Descriptor(opening: path + "-guard", flags: FileFlags.createAndWrite)
        _ = try lock.lock()
        if let replaced = try? RunIndex(path: path) { return replaced }
        for suffix in ["", "-wal", "-shm"] { try Files.remove(path + suffix) }
        return try openPatiently()
    }
}
