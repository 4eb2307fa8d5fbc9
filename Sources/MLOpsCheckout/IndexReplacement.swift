internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem

/// Puts a patched index in the place of the old one, by git's own lock file and rename.
///
/// The new index is written under a name of ours first and linked to `index.lock`, so that the lock is held for two
/// system calls only, and a lock that a killed process of ours left is known by its inode.
struct IndexReplacement {
    /// What became of the attempt.
    enum Outcome {
        case done
        /// Another process holds the lock.
        case busy
        /// git has to do it: the index is split, or not of a kind that we know.
        case refused
    }

    private let index: String
    private let temporary: String
    private var lock: String { index + ".lock" }

    /// `temporary`: the name of ours, which no living process but this one uses.
    init(gitDirectory: String, temporary: String) {
        let index = gitDirectory + "/index"
        self.index = Files.info(index)?.kind == .symbolicLink ? Files.resolve(index) ?? index : index
        self.temporary = temporary
    }

    /// When git last wrote the index, in seconds; nil without an index.
    var modifiedSeconds: Int64? { Files.info(index, followLinks: true)?.modifiedSeconds }

    /// Removes what a killed process left under this name, and its lock.
    func clearLeftovers() {
        guard let own = Files.info(temporary) else { return }
        if let held = Files.info(lock), held.inode == own.inode, held.device == own.device { unlink(lock.nativePath) }
        unlink(temporary.nativePath)
    }

    /// Tells `body` of entries of `files`, which are sorted by path, with their stat fields; of none when the index cannot
    /// be read here.
    func forEachStat(of files: WrittenFiles, _ body: (WrittenFiles.Element, [UInt8]) -> Void) {
        guard let length = files.first?.blob.count, let parsed = try? read(hashLength: Int(length)),
            let found = try? parsed.stats(of: files)
        else { return }
        for (position, stat) in found { body(files[position], stat) }
    }

    private func read(hashLength: Int) throws -> GitIndex {
        try GitIndex(try Files.read(index), hashLength: hashLength)
    }

    var isLocked: Bool { Files.exists(lock) }

    /// Tries for about a second: git holds the lock for moments only, unless it is at work.
    func apply(_ updates: [GitIndex.Update]) throws -> Outcome {
        let isRecent = !updates.contains { $0.stamp.hasOddSize } || Self.gitIsRecent()
        for attempt in 1...20 {
            if let outcome = try attemptOnce(updates, isRecent) { return outcome }
            usleep(UInt32(attempt) * 5000)
        }
        return .busy
    }

    /// Nil when the lock was held or the index changed meanwhile.
    /// Whether git is 2.43 or later; asked only when it matters, as that takes longer than all the rest.
    private static func gitIsRecent() -> Bool {
        guard let answer = try? ChildProcess.run(["git", "version"]), answer.status.isSuccess else { return false }
        let words = answer.text.split(separator: " ")
        let numbers = (words.count > 2 ? words[2] : "").split(separator: ".").prefix(2).compactMap { Int($0) }
        return !numbers.lexicographicallyPrecedes([2, 43])
    }

    private func attemptOnce(_ updates: [GitIndex.Update], _ isRecent: Bool) throws -> Outcome? {
        if isLocked { return nil }
        guard let hashLength = (updates.first?.file.blob.count).map(Int.init), let before = try stamp() else {
            return .done
        }
        var patched: GitIndex
        do {
            patched = try read(hashLength: hashLength)
            if try patched.apply(updates, isRecent: isRecent) == 0 { return .done }
        } catch is GitIndex.Refusal {
            return try stamp() == before ? .refused : nil
        }
        try write(patched.bytes, like: before)
        defer { unlink(temporary.nativePath) }
        return try exchange(expecting: before) ? .done : nil
    }

    private func stamp() throws -> FileStamp? {
        guard Files.exists(index) else { return nil }
        return try Descriptor(opening: index).stamp()
    }

    /// With the mode and the time of the old one: by that time git knows which entries are too young to be trusted,
    /// and that must not change for the others.
    private func write(_ bytes: [UInt8], like old: FileStamp) throws {
        unlink(temporary.nativePath)
        let file = try Descriptor(opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL)
        try file.write(bytes)
        try file.setMode(old.mode)
        try file.setModified(seconds: old.modifiedSeconds, nanoseconds: old.modifiedNanoseconds)
        try file.close()
    }

    private func exchange(expecting old: FileStamp) throws -> Bool {
        if link(temporary.nativePath, lock.nativePath) != 0 {
            if errno == EEXIST { return false }
            return try exchangeWithoutLink(expecting: old)
        }
        guard try stamp() == old else {
            unlink(lock.nativePath)
            return false
        }
        try Files.rename(lock, to: index)
        return true
    }

    /// On file systems without hard links.
    private func exchangeWithoutLink(expecting old: FileStamp) throws -> Bool {
        let held = mlopsOpenExclusively(lock)
        guard held else { return false }
        defer { unlink(lock.nativePath) }
        guard try stamp() == old else { return false }
        try Files.rename(temporary, to: index)
        return true
    }

    private func mlopsOpenExclusively(_ path: String) -> Bool {
        (try? Descriptor(opening: path, flags: O_WRONLY | O_CREAT | O_EXCL)) != nil
    }
}
