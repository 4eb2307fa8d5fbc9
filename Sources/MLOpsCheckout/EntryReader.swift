/// Walks the entries of an index, whose bytes are given to every call.
struct EntryReader {
    private let version: Int
    private let hashLength: Int
    private let end: Int
    /// Where the next entry begins; after the last, where extensions begin.
    private(set) var offset = 12
    /// The path of the entry before: version 4 cuts off what two paths have in common.
    private var path: [UInt8] = []

    /// Offsets in an entry: six numbers, the mode, two numbers, the size; then the blob's name.
    private static let modeOffset = 24
    private static let statLength = 40

    init(version: Int, hashLength: Int, end: Int) {
        self.version = version
        self.hashLength = hashLength
        self.end = end
    }

    mutating func next(_ bytes: UnsafeRawBufferPointer) throws(GitIndex.Refusal) -> Entry {
        let start = offset
        let flagsOffset = start + Self.statLength + hashLength
        guard flagsOffset + 2 <= end else { throw .unreadable }
        let flags = Int(bytes[flagsOffset]) << 8 | Int(bytes[flagsOffset + 1])
        let isExtended = flags & 0x4000 != 0
        let nameOffset = flagsOffset + (isExtended ? 4 : 2)
        guard nameOffset <= end, !isExtended || version > 2 else { throw .unreadable }
        // Skip-worktree and intent-to-add.
        let isAbsent = isExtended && bytes[flagsOffset + 2] & 0x60 != 0
        let mode = bytes[start + Self.modeOffset + 2] >> 4
        var entry = Entry(
            offset: start, blobOffset: start + Self.statLength,
            isSettled: flags & 0x3000 == 0 && !isAbsent && mode == 0b1000, path: 0..<0, expanded: nil)
        if version == 4 {
            try expand(bytes, from: nameOffset)
            entry.expanded = path
        } else {
            let length = try nameLength(bytes, nameOffset, flags & 0xfff)
            entry.path = nameOffset..<nameOffset + length
            // At least one NUL, and a multiple of eight bytes.
            offset = start + (nameOffset + length - start + 8) & ~7
            guard offset <= end else { throw .unreadable }
        }
        return entry
    }

    private func nameLength(
        _ bytes: UnsafeRawBufferPointer, _ start: Int, _ known: Int
    ) throws(GitIndex.Refusal) -> Int {
        if known < 0xfff, start + known <= end { return known }
        guard known == 0xfff, let stop = bytes[start..<end].firstIndex(of: 0) else { throw .unreadable }
        return stop - start
    }

    /// How many bytes to cut off the path before, as git's variable-length number, and what to add up to a NUL.
    private mutating func expand(_ bytes: UnsafeRawBufferPointer, from start: Int) throws(GitIndex.Refusal) {
        var position = start
        var cut = 0
        while true {
            guard position < end, cut < 1 << 40 else { throw .unreadable }
            let byte = bytes[position]
            position += 1
            cut = cut << 7 + Int(byte & 0x7f)
            if byte & 0x80 == 0 { break }
            cut += 1
        }
        guard cut <= path.count, let stop = bytes[position..<end].firstIndex(of: 0) else { throw .unreadable }
        path.removeLast(cut)
        path.append(contentsOf: bytes[position..<stop])
        offset = stop + 1
    }

    struct Entry {
        let offset: Int
        let blobOffset: Int
        /// Stage 0, a regular file, and in the worktree as far as the index knows.
        let isSettled: Bool
        fileprivate(set) var path: Range<Int>
        fileprivate(set) var expanded: [UInt8]?

        fileprivate init(offset: Int, blobOffset: Int, isSettled: Bool, path: Range<Int>, expanded: [UInt8]?) {
            self.offset = offset
            self.blobOffset = blobOffset
            self.isSettled = isSettled
            self.path = path
            self.expanded = expanded
        }

        func hasPath(_ other: [UInt8], _ bytes: UnsafeRawBufferPointer) -> Bool {
            expanded.map { $0 == other } ?? bytes[path].elementsEqual(other)
        }

        /// Whether this entry comes after where `other` would be.
        func follows(_ other: [UInt8], _ bytes: UnsafeRawBufferPointer) -> Bool {
            expanded.map { other.lexicographicallyPrecedes($0) } ?? other.lexicographicallyPrecedes(bytes[path])
        }

        func appendPath(to names: inout [UInt8], _ bytes: UnsafeRawBufferPointer) {
            if let expanded { names += expanded } else { names.append(contentsOf: bytes[path]) }
        }

        func hasBlob(_ blob: BlobName, _ bytes: UnsafeRawBufferPointer) -> Bool {
            blob.withBytes { bytes[blobOffset..<blobOffset + $0.count].elementsEqual($0) }
        }
    }
}
