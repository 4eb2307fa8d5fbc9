internal import Glibc
internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// A file that is written row by row beside its place and put there when it is whole. Dropped before, it leaves
/// nothing.
final class PartFile {
    let path: String
    private(set) var rows = 0
    private let temporary: String
    private let file: DescriptorBox
    private var buffer: [UInt8] = []
    private var hasher = ContentHasher()

    private static let bufferSize = 256 << 10

    init(_ path: String) throws {
        self.path = path
        temporary = Files.temporaryPath(beside: path)
        file = DescriptorBox(try Descriptor(opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL))
    }

    deinit { try? Files.remove(temporary) }

    /// Adds a row as it is, with `lineEnd` where it has none.
    func append(_ row: UnsafeRawBufferPointer, isRow: Bool = true, lineEnd: [UInt8]) throws {
        buffer += row
        if let last = row.last, last != 0x0a, last != 0x0d { buffer += lineEnd }
        if isRow { rows += 1 }
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// All that was added, on disk.
    func finish() throws -> LargeObject {
        try flush()
        try file.take().close()
        return hasher.finalize()
    }

    func publish() throws { try Files.rename(temporary, to: path) }

    private func flush() throws {
        buffer.withUnsafeBytes { hasher.update($0) }
        try file.withFile { try $0.write(buffer) }
        buffer.removeAll(keepingCapacity: true)
    }
}
