package import MLOpsCore
package import MLOpsSystem

/// A file of which git has checked out the pointer and which is to get its content.
package struct JournalEntry: Hashable, Sendable {
    /// Relative to the top of the worktree.
    package let path: [UInt8]
    let name: BlobName
    package let object: LargeObject
    /// One or none: most entries have none, and there may be a hundred thousand of them.
    private let stamps: [FileStamp]

    /// git's name of the pointer's blob: 20 bytes, or 32 in a SHA-256 repository.
    package var blob: [UInt8] { name.bytes }
    /// The file as it was when its content was put there; nil while it still is to be done, as far as the journal knows.
    package var placed: FileStamp? { stamps.first }

    package init(path: [UInt8], blob: [UInt8], object: LargeObject, placed: FileStamp? = nil) {
        self.path = path
        name = BlobName(blob)
        self.object = object
        stamps = placed.map { [$0] } ?? []
    }

    /// `BLOB OID SIZE STAMP PATH NUL`. The path comes last, since it may hold anything but NUL.
    var encoded: [UInt8] {
        let stamp = placed.map(Self.encode) ?? "-"
        return Array("\(Hex.encode(blob)) \(object.id.hex) \(object.size) \(stamp) ".utf8) + path + [0]
    }

    static func decode(_ journal: [UInt8]) -> [JournalEntry] {
        decode { journal.withUnsafeBytes($0) }
    }

    /// All whole records of a journal, in the order of paths; what a killed writer began is left out. A path's last
    /// record counts. `pieces` hands on the journal, piece by piece.
    static func decode(_ pieces: ((UnsafeRawBufferPointer) -> Void) throws -> Void) rethrows -> [JournalEntry] {
        var splitter = RecordSplitter(separator: 0)
        var entries: [JournalEntry] = []
        var isSorted = true
        try pieces { piece in
            splitter.add(piece) { record in
                guard let entry = JournalEntry(record: record) else { return }
                if let last = entries.last, !last.path.lexicographicallyPrecedes(entry.path) { isSorted = false }
                entries.append(entry)
            }
        }
        if isSorted { return entries }
        let latest = Dictionary(entries.map { ($0.path, $0) }) { $1 }
        return latest.values.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }

    private init?(record: ArraySlice<UInt8>) {
        let words = record.split(separator: 0x20, maxSplits: 4, omittingEmptySubsequences: false)
        guard words.count == 5, let blob = Hex.decode(words[0].text), [20, 32].contains(blob.count),
            let id = ContentID(words[1].text), let size = Int64(words[2].text), size > 0, !words[4].isEmpty
        else { return nil }
        self.init(
            path: Array(words[4]), blob: blob, object: LargeObject(id: id, size: size),
            placed: Self.decode(words[3].text))
    }

    private static func encode(_ stamp: FileStamp) -> String {
        [
            stamp.changedSeconds, stamp.changedNanoseconds, stamp.modifiedSeconds, stamp.modifiedNanoseconds,
            Int64(bitPattern: stamp.device), Int64(bitPattern: stamp.inode), Int64(stamp.user), Int64(stamp.group),
            stamp.size, Int64(stamp.mode),
        ].map(String.init).joined(separator: ":")
    }

    private static func decode(_ text: String) -> FileStamp? {
        let numbers = text.split(separator: ":").compactMap { Int64($0) }
        guard numbers.count == 10 else { return nil }
        return FileStamp(
            changedSeconds: numbers[0], changedNanoseconds: numbers[1], modifiedSeconds: numbers[2],
            modifiedNanoseconds: numbers[3], device: UInt64(bitPattern: numbers[4]),
            inode: UInt64(bitPattern: numbers[5]), user: UInt32(truncatingIfNeeded: numbers[6]),
            group: UInt32(truncatingIfNeeded: numbers[7]), size: numbers[8],
            mode: UInt32(truncatingIfNeeded: numbers[9])
        )
    }
}

extension ArraySlice<UInt8> {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
