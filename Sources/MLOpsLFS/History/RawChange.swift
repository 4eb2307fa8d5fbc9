internal import MLOpsCore
internal import MLOpsTransfer

/// A record of git's `--raw -z` output: `:MODE MODE ID ID LETTER NUL PATH NUL`.
struct RawChange {
    let path: RepoPath
    let modes: (before: UInt32, after: UInt32)
    let blobs: (before: ObjectID, after: ObjectID)

    static func parse(_ output: [UInt8]) -> [RawChange] {
        var changes: [RawChange] = []
        var fields = output.split(separator: 0)[...]
        while let head = fields.popFirst() {
            // Records of `git log` are parted by line feeds.
            let words = head.drop { $0 == 0x0a }.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 5, words[0].hasPrefix(":"), let path = fields.popFirst(),
                let old = UInt32(words[0].dropFirst(), radix: 8), let new = UInt32(words[1], radix: 8),
                let before = ObjectID(hex: words[2]), let after = ObjectID(hex: words[3])
            else { continue }
            changes.append(
                RawChange(path: RepoPath(bytes: Array(path)), modes: (old, new), blobs: (before, after)))
        }
        return changes
    }

    /// What the change brings; nil for a deletion.
    var newEntry: LargeFiles.Entry? {
        blobs.after == .zero
            ? nil : LargeFiles.Entry(path: path, mode: modes.after, blob: blobs.after, stage: 0, isSkipped: false)
    }

    /// Both sides that are files.
    var entries: [LargeFiles.Entry] {
        [(modes.before, blobs.before), (modes.after, blobs.after)].filter { $0.1 != .zero }.map {
            LargeFiles.Entry(path: path, mode: $0.0, blob: $0.1, stage: 0, isSkipped: false)
        }
    }
}
