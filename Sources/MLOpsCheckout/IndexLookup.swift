package import MLOpsSystem

/// Finds single entries of git's index by path.
package struct IndexLookup {
    /// Larger indexes are not read by the filter, which must stay small: it holds them and their paths.
    package static let smallLimit: Int64 = 24 << 20

    private let bytes: [UInt8]
    private let hashLength: Int
    private let modifiedSeconds: Int64
    /// All paths in order, one after the other.
    private var names: [UInt8] = []
    private var entries: [(nameEnd: Int, offset: Int)] = []

    /// Nil when there is no index, or one that cannot be read here (a split one, for one).
    package init?(path: String, hashLength: Int, sizeLimit: Int64 = 1 << 31) {
        guard let info = Files.info(path, followLinks: true), info.size < sizeLimit,
            let bytes = try? Files.read(path), bytes.count > 12 + hashLength, bytes.starts(with: "DIRC".utf8)
        else { return nil }
        self.bytes = bytes
        self.hashLength = hashLength
        modifiedSeconds = info.modifiedSeconds
        do {
            try readEntries()
        } catch {
            return nil
        }
    }

    private mutating func readEntries() throws {
        let version = GitIndex.number(bytes, 4), count = GitIndex.number(bytes, 8)
        guard (2...4).contains(version), count < bytes.count / 40 else { throw GitIndex.Refusal.unreadable }
        var reader = EntryReader(version: version, hashLength: hashLength, end: bytes.count - hashLength)
        entries.reserveCapacity(count)
        try bytes.withUnsafeBytes { bytes in
            for _ in 0..<count {
                let entry = try reader.next(bytes)
                guard entry.isSettled else { continue }
                entry.appendPath(to: &names, bytes)
                entries.append((names.count, entry.offset))
            }
            try GitIndex.checkExtensions(bytes, from: reader.offset, to: bytes.count - hashLength)
        }
    }

    /// The blob of a regular file of stage 0.
    package func blob(_ path: [UInt8]) -> [UInt8]? {
        offset(of: path).map { Array(bytes[($0 + 40)..<($0 + 40 + hashLength)]) }
    }

    /// Whether git would take the file for unchanged without reading it.
    package func isUnchanged(_ path: [UInt8], blob: [UInt8], stamp: FileStamp) -> Bool {
        guard let offset = offset(of: path), self.blob(path) == blob, stamp.isRegular else { return false }
        let stat = Array(bytes[offset..<offset + 40])
        let isExecutable = stat[27] & 0o100 != 0
        return GitIndex.fields(of: stamp, like: stat) == stat && GitIndex.number(stat, 8) < modifiedSeconds
            && (stamp.size > 0 || blob == GitHash.blob([], length: hashLength))
            && isExecutable == (stamp.mode & 0o100 != 0)
    }

    private func offset(of path: [UInt8]) -> Int? {
        var low = 0, high = entries.count
        while low < high {
            let middle = (low + high) / 2
            let name = names[(middle == 0 ? 0 : entries[middle - 1].nameEnd)..<entries[middle].nameEnd]
            if name.elementsEqual(path) { return entries[middle].offset }
            if name.lexicographicallyPrecedes(path) { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}
