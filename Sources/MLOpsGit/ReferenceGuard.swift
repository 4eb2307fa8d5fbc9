internal import Glibc
internal import MLOpsSystem

/// `mlops/reference-guard`: says which ref this tool is changing. A process that is killed while libgit2 holds a ref's
/// lock file leaves that file for ever, and git has no way to tell whose it was. Here the kernel lets go of the dead
/// process's lock on the guard, and the text that it left in there names the ref: whoever comes next knows that the
/// lock file is nobody's and removes it.
struct ReferenceGuard: ~Copyable {
    /// The lock files of git that a change may hold.
    enum Change: String {
        case update, delete
    }

    /// How long the guard is waited for; a process that is stopped in its change must not stop all others.
    private static let patience: Int64 = 1000
    /// How long a lock file must have stayed as it is until it counts as left behind.
    private static let settled: Int64 = 1000

    private let file: Descriptor

    /// Enters `change` of the ref `name`; nil where that cannot be done: no folder of ours, locks that do not work, a
    /// holder that does not let go. `removed` is told of each lock file that a dead process had left.
    init?(_ commonDirectory: String, _ change: Change, _ name: String, removed: (String) -> Void) {
        let path = Paths.join(commonDirectory, "mlops/reference-guard")
        guard let file = try? Descriptor(opening: path, flags: FileFlags.readAndAppend), Self.lock(file) else {
            return nil
        }
        if let text = try? file.tail(4096), !text.isEmpty {
            Self.clear(text, since: try? file.info(), commonDirectory, removed)
            try? file.truncate(to: 0)
        }
        guard (try? file.write(Array("\(change.rawValue) \(name)".utf8))) != nil else { return nil }
        self.file = file
    }

    /// Leaves: the lock files are gone.
    deinit {
        try? file.truncate(to: 0)
    }

    private static func lock(_ file: borrowing Descriptor) -> Bool {
        let deadline = MonotonicClock.milliseconds() + patience
        while true {
            guard let isHeld = try? file.lock(wait: false) else { return false }
            if isHeld { return true }
            if MonotonicClock.milliseconds() > deadline { return false }
            usleep(500)
        }
    }

    /// Removes the lock files that the change in `text` left, if it left any: none that is older than the change, and
    /// none that something is still being done with.
    private static func clear(
        _ text: [UInt8], since begin: FileInfo?, _ commonDirectory: String, _ removed: (String) -> Void
    ) {
        let words = String(decoding: text, as: UTF8.self).split(separator: " ", maxSplits: 1)
        guard let begin, words.count == 2, let change = Change(rawValue: String(words[0])),
            words[1].hasPrefix("refs/"), !words[1].contains("..")
        else { return }
        var names = ["\(words[1]).lock"]
        if change == .delete { names.append("packed-refs.lock") }
        for name in names {
            let path = Paths.join(commonDirectory, name)
            guard let lock = Files.info(path), lock.kind == .file, !lock.isOlder(than: begin) else { continue }
            usleep(useconds_t(settled) * 1000)
            if Files.info(path) == lock, (try? Files.remove(path)) != nil { removed(name) }
        }
    }
}

extension FileInfo {
    fileprivate func isOlder(than other: FileInfo) -> Bool {
        (modifiedSeconds, modifiedNanoseconds) < (other.modifiedSeconds, other.modifiedNanoseconds)
    }
}
