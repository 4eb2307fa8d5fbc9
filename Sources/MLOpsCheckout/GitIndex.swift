internal import MLOpsSystem

/// git's index file (gitformat-index(5), versions 2 to 4) as bytes, of which nothing is changed but the stat fields of
/// single entries and the hash at the end.
struct GitIndex {
    /// Why an index cannot be patched here, so that git has to do it.
    enum Refusal: Error {
        /// Its entries are partly in another file.
        case split
        /// Not an index, a damaged one, or one with parts that we do not know.
        case unreadable
    }

    typealias Update = IndexUpdate

    private(set) var bytes: [UInt8]
    private let hashLength: Int
    private let version: Int
    private let count: Int

    /// `hashLength`: 20 for SHA-1 repositories, 32 for SHA-256. A wrong hash at the end is refused: a new one would
    /// make a damaged index look sound.
    init(_ bytes: [UInt8], hashLength: Int) throws(Refusal) {
        guard bytes.count >= 12 + hashLength, bytes.starts(with: "DIRC".utf8) else { throw .unreadable }
        self.bytes = bytes
        self.hashLength = hashLength
        version = Self.number(bytes, 4)
        count = Self.number(bytes, 8)
        guard (2...4).contains(version) else { throw .unreadable }
        guard hasNoHash || Self.digest(bytes, hashLength) == Array(bytes.suffix(hashLength)) else { throw .unreadable }
    }

    /// Whether git was told not to compute the hash (`index.skipHash`).
    private var hasNoHash: Bool { bytes.suffix(hashLength).allSatisfy { $0 == 0 } }

    /// Writes the updates, which are sorted by path, into entries of stage 0 that have the update's blob and are files of
    /// the worktree. How many there were. `isRecent`: whether git is 2.43 or later, which matters to sizes that are
    /// multiples of 4 GiB.
    mutating func apply(_ updates: [Update], isRecent: Bool = true) throws(Refusal) -> Int {
        var count = 0
        for (position, offset) in try offsets(of: updates.lazy.map(\.file)) {
            let update = updates[position]
            if let expected = update.expected, stat(at: offset) != expected { continue }
            write(update.stamp, at: offset, isRecent)
            count += 1
        }
        if count > 0, !hasNoHash {
            bytes.replaceSubrange((bytes.count - hashLength)..., with: Self.digest(bytes, hashLength))
        }
        return count
    }

    /// The stat fields of those files, which are sorted by path, that have such an entry, by their position.
    func stats(
        of files: some RandomAccessCollection<WrittenFiles.Element>
    ) throws(Refusal) -> some Collection<(position: Int, stat: [UInt8])> {
        try offsets(of: files).lazy.map { ($0.position, stat(at: $0.offset)) }
    }

    private func stat(at offset: Int) -> [UInt8] { Array(bytes[offset..<offset + 40]) }

    private func offsets(
        of files: some RandomAccessCollection<WrittenFiles.Element>
    ) throws(Refusal) -> [(position: Int, offset: Int)] {
        let file = { position in
            position < files.count ? files[files.index(files.startIndex, offsetBy: position)] : nil
        }
        var next = 0
        var current = file(0)
        var found: [(position: Int, offset: Int)] = []
        var reader = EntryReader(version: version, hashLength: hashLength, end: bytes.count - hashLength)
        do {
            try bytes.withUnsafeBytes { bytes in
                for _ in 0..<count {
                    let entry = try reader.next(bytes)
                    while let passed = current, entry.follows(passed.path, bytes) {
                        next += 1
                        current = file(next)
                    }
                    // One command may have checked a path out several times.
                    while let named = current, entry.hasPath(named.path, bytes) {
                        if entry.isSettled, entry.hasBlob(named.blob, bytes) { found.append((next, entry.offset)) }
                        next += 1
                        current = file(next)
                    }
                }
                try Self.checkExtensions(bytes, from: reader.offset, to: bytes.count - hashLength)
            }
        } catch {
            throw error as? Refusal ?? .unreadable
        }
        return found
    }

    /// Times, device, inode, owner and size; the mode in their midst stays.
    private mutating func write(_ stamp: FileStamp, at offset: Int, _ isRecent: Bool) {
        var fields = Self.fields(of: stamp, like: stat(at: offset))
        // An older git would take such a file for changed; of size 0 it asks the filter.
        if stamp.hasOddSize, !isRecent { fields.replaceSubrange(36..<40, with: [0, 0, 0, 0]) }
        bytes.replaceSubrange(offset..<offset + 40, with: fields)
    }

    /// The fields that git would write for a file, with the mode of `entry`.
    static func fields(of stamp: FileStamp, like entry: [UInt8]) -> [UInt8] {
        let before = [
            UInt32(truncatingIfNeeded: stamp.changedSeconds), UInt32(truncatingIfNeeded: stamp.changedNanoseconds),
            UInt32(truncatingIfNeeded: stamp.modifiedSeconds), UInt32(truncatingIfNeeded: stamp.modifiedNanoseconds),
            UInt32(truncatingIfNeeded: stamp.device), UInt32(truncatingIfNeeded: stamp.inode),
        ]
        let after = [stamp.user, stamp.group, size(stamp)]
        return before.flatMap(bigEndian) + entry[24..<28] + after.flatMap(bigEndian)
    }

    /// As git writes it since 2.43 (munge_st_size): 0 means a file that nobody has looked at, so multiples of 4 GiB have
    /// another number. Older versions of git take no number for such a size.
    private static func size(_ stamp: FileStamp) -> UInt32 {
        stamp.hasOddSize ? 0x8000_0000 : UInt32(truncatingIfNeeded: stamp.size)
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// Extensions that git may ignore have upper-case names. Of the others, `sdir` (sparse index) changes nothing here.
    static func checkExtensions(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) throws {
        var offset = start
        while offset < end {
            guard offset + 8 <= end else { throw Refusal.unreadable }
            let name = String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
            if name == "link" { throw Refusal.split }
            guard (0x41...0x5a).contains(bytes[offset]) || name == "sdir" else { throw Refusal.unreadable }
            offset += 8 + number(bytes, offset + 4)
        }
        guard offset == end else { throw Refusal.unreadable }
    }

    private static func digest(_ bytes: [UInt8], _ length: Int) -> [UInt8] {
        bytes.withUnsafeBytes { GitHash.digest(UnsafeRawBufferPointer(rebasing: $0.dropLast(length)), length: length) }
    }

    static func number(_ bytes: some RandomAccessCollection<UInt8>, _ offset: Int) -> Int {
        let start = bytes.index(bytes.startIndex, offsetBy: offset)
        return bytes[start...].prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
}

extension FileStamp {
    /// Whether the size is a multiple of 4 GiB, of which an index has no digits.
    var hasOddSize: Bool { size > 0 && UInt32(truncatingIfNeeded: size) == 0 }
}
