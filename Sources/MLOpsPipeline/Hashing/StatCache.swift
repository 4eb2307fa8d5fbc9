internal import MLOpsCore
internal import MLOpsSystem

/// Hashes of files that have not changed since, by size, time and inode, so that looking at a pipeline that is up
/// to date reads no data. As in git's index, a file that was changed within the same tick of the clock in which it
/// was hashed is not kept.
struct StatCache {
    private struct Entry {
        let size: Int64
        let seconds: Int64
        let nanoseconds: Int64
        let inode: UInt64
        let content: FileFingerprint
    }

    private static let header = "git-mlops stat cache 3"
    private let path: String?
    private var entries: [String: Entry] = [:]
    private var isChanged = false

    /// `path` nil: remembers for as long as it lives. What cannot be read counts as empty.
    init(path: String?) {
        self.path = path
        guard let path, let bytes = try? Files.readIfPresent(path) else { return }
        var lines = bytes.split(separator: 0x0a).makeIterator()
        guard let first = lines.next(), String(decoding: first, as: UTF8.self) == Self.header else { return }
        while let line = lines.next() {
            if let (name, entry) = Self.entry(line) { entries[name] = entry }
        }
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> (String, Entry)? {
        let fields = line.split(separator: 0x20, maxSplits: 7).map { String(decoding: $0, as: UTF8.self) }
        guard fields.count == 8, fields[0].utf8.count == 64, let size = Int64(fields[2]),
            let seconds = Int64(fields[3]),
            let nanoseconds = Int64(fields[4]), let inode = UInt64(fields[5]), let length = Int64(fields[6])
        else { return nil }
        var content = FileFingerprint(hash: fields[0], size: length)
        if fields[1] != "-" { content.md5 = fields[1] }
        return (
            fields[7],
            Entry(size: size, seconds: seconds, nanoseconds: nanoseconds, inode: inode, content: content)
        )
    }

    /// What the file held when it was last read, if it has not changed since; with `withMD5`, only if that is known.
    func content(of path: String, _ info: FileInfo, withMD5: Bool) -> FileFingerprint? {
        guard let entry = entries[path], entry.size == info.size, entry.seconds == info.modifiedSeconds,
            entry.nanoseconds == info.modifiedNanoseconds, entry.inode == info.inode,
            !withMD5 || entry.content.md5 != nil
        else { return nil }
        return entry.content
    }

    /// `now` is the time in milliseconds before the file was read.
    mutating func store(_ content: FileFingerprint, for path: String, _ info: FileInfo, now: Int64) {
        let modified = info.modifiedSeconds * 1000 + info.modifiedNanoseconds / 1_000_000
        let tick: Int64 = info.modifiedNanoseconds == 0 ? 2000 : 50
        guard now - modified > tick, !path.contains("\n") else { return }
        entries[path] = Entry(
            size: info.size, seconds: info.modifiedSeconds, nanoseconds: info.modifiedNanoseconds, inode: info.inode,
            content: content)
        isChanged = true
    }

    /// Writes the cache when it changed. It is only a cache: failing to write it is no error.
    mutating func save() {
        guard isChanged, let path else { return }
        var text = Self.header + "\n"
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            let content = entry.content
            text += "\(content.hash) \(content.md5 ?? "-") \(entry.size) \(entry.seconds) \(entry.nanoseconds) "
            text += "\(entry.inode) \(content.size) \(name)\n"
        }
        try? Files.makeDirectories(Paths.parent(path))
        try? Files.write(Array(text.utf8), to: path)
        isChanged = false
    }
}
