internal import Glibc
internal import MLOpsNotebook
internal import MLOpsSystem

/// What an ``OutputCache`` holds of one notebook.
final class KnownOutputs {
    private struct Place: Hashable {
        let source: UInt64
        let ordinal: UInt32
    }

    private let data: String
    /// The newest of each.
    private var exact: [CellOutput.Key: OutputEntry] = [:]
    private var anyContext: [Place: OutputEntry] = [:]
    /// Where the outputs with a hash start, so that nothing is kept twice.
    private(set) var offsets: [UInt64: Int] = [:]

    init(data: String, entries: [OutputEntry]) {
        self.data = data
        for entry in entries {
            exact[entry.key] = entry
            offsets[entry.hash] = entry.offset
            anyContext[Place(source: entry.key.source, ordinal: entry.key.ordinal)] = entry
        }
    }

    /// Whether these outputs are the newest known of their cell, whatever stands before it.
    func isNewest(_ entry: OutputEntry) -> Bool {
        exact[entry.key]?.hash == entry.hash
            && anyContext[Place(source: entry.key.source, ordinal: entry.key.ordinal)]?.hash == entry.hash
    }

    func holds(_ entries: [OutputEntry]) -> Bool {
        entries.allSatisfy(isNewest)
    }

    /// The outputs that a cell had after the same cells before it; else the newest that the same cell had.
    func find(_ key: CellOutput.Key) -> (outputs: [UInt8], count: [UInt8])? {
        guard let entry = exact[key] ?? anyContext[Place(source: key.source, ordinal: key.ordinal)] else { return nil }
        return read(entry)
    }

    /// nil when the file does not hold what was written.
    private func read(_ entry: OutputEntry) -> (outputs: [UInt8], count: [UInt8])? {
        guard let file = try? Descriptor(opening: data), let size = try? file.info().size,
            entry.offset + entry.length <= Int(size)
        else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: entry.length) { buffer, count in
            count = max(0, pread(file.raw, buffer.baseAddress, entry.length, off_t(entry.offset)))
        }
        guard bytes.count == entry.length else { return nil }
        let outputs = Array(bytes[..<entry.outputsLength])
        let count = Array(bytes[entry.outputsLength...])
        var hash = CellHash()
        outputs.withUnsafeBytes { hash.add($0) }
        count.withUnsafeBytes { hash.add($0) }
        return hash.value == entry.hash ? (outputs, count) : nil
    }
}
