internal import Glibc
package import MLOpsCore
internal import MLOpsSystem
internal import Synchronization

/// An object that arrives in pieces, several at once. What has come stays in `tmp/<oid>.pieces.part`, and which pieces
/// those are in `tmp/<oid>.map.part`, for a later process to go on with; it gets its name only when all of it has its
/// hash.
///
/// SAFETY: the descriptor is opened once and closed with this value; each thread writes another part of the file, and
/// the map is behind a mutex.
package final class PiecedObject: @unchecked Sendable {
    private let store: ObjectStore
    package let object: LargeObject
    package let pieceSize: Int64
    private let path: String
    private let file: DescriptorBox
    private let raw: Int32
    private let done: Mutex<[Bool]>
    /// Whether an earlier process left pieces, which nobody has looked at since.
    package let isResumed: Bool
    private let isPublished = Atomic<Bool>(false)

    /// Opens what an earlier process has left, or begins. Nil when another process has the file.
    init?(store: ObjectStore, object: LargeObject, pieceSize: Int64) throws {
        self.store = store
        self.object = object
        try store.makeDirectory(store.temporaryDirectory)
        path = "\(store.temporaryDirectory)/\(object.id.hex).pieces.part"
        let file = try Descriptor(opening: path, flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o644)
        guard try file.lock(wait: false) else { return nil }
        let hasAll = try file.info().size == object.size
        raw = file.raw
        let kept = hasAll ? Self.readMap(store.note(Self.mapName(object)), object) : nil
        self.pieceSize = kept?.size ?? pieceSize
        let count = Int((object.size + self.pieceSize - 1) / self.pieceSize)
        isResumed = kept.map { $0.done.count == count && $0.done.contains(true) } ?? false
        done = Mutex(isResumed ? kept?.done ?? [] : Array(repeating: false, count: count))
        if ftruncate(raw, off_t(object.size)) != 0 { throw SystemError.last("cannot write", path) }
        self.file = DescriptorBox(file)
    }

    deinit {
        guard !isPublished.load(ordering: .relaxed), !done.withLock({ $0.contains(true) }) else { return }
        forget()
    }

    /// Offset and length of each piece that is not there.
    package var missing: [(number: Int, offset: Int64, count: Int64)] {
        done.withLock { done in
            done.indices.filter { !done[$0] }.map { number in
                let offset = Int64(number) * pieceSize
                return (number, offset, min(pieceSize, object.size - offset))
            }
        }
    }

    /// Bytes that are there.
    package var count: Int64 { object.size - missing.reduce(0) { $0 + $1.count } }

    /// Writes bytes of a piece. Threads may do so at once.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
        guard offset >= 0, offset + Int64(bytes.count) <= object.size else {
            throw StoreError.corrupt(expected: object, path: path)
        }
        var written = 0
        while written < bytes.count {
            let count = pwrite(raw, bytes.baseAddress! + written, bytes.count - written, off_t(offset) + written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError.last("cannot write", path) }
            written += count
        }
    }

    /// The piece is whole.
    package func finish(_ number: Int) throws {
        try done.withLock { done in
            done[number] = true
            let text = "\(pieceSize) " + String(decoding: done.map { $0 ? 0x31 : 0x30 as UInt8 }, as: UTF8.self)
            try store.setNote(Self.mapName(object), Array(text.utf8))
        }
    }

    /// Gives the object its name. When the hash is wrong nothing is kept, and ``StoreError/corrupt(expected:path:)`` is
    /// thrown.
    package func publish() throws {
        do {
            try store.take(path, as: object)
        } catch let error as StoreError {
            forget()
            isPublished.store(true, ordering: .relaxed)
            throw error
        }
        isPublished.store(true, ordering: .relaxed)
        try store.setNote(Self.mapName(object), nil)
    }

    private func forget() {
        unlink(path.nativePath)
        try? store.setNote(Self.mapName(object), nil)
    }

    private static func mapName(_ object: LargeObject) -> String { "\(object.id.hex).map.part" }

    /// `SIZE 0110…`
    private static func readMap(_ note: [UInt8]?, _ object: LargeObject) -> (size: Int64, done: [Bool])? {
        let words = (note ?? []).split(separator: 0x20)
        guard words.count == 2, let size = Int64(String(decoding: words[0], as: UTF8.self)), size >= 1 << 16,
            object.size / size < 1 << 16
        else { return nil }
        return (size, words[1].map { $0 == 0x31 })
    }
}

extension ObjectStore {
    /// Starts, or goes on with, an object that comes in pieces; nil when another process does, or when an earlier one
    /// began at its front (``makePartial(_:)``).
    package func makePieced(_ object: LargeObject, pieceSize: Int64) throws -> PiecedObject? {
        if Files.exists("\(temporaryDirectory)/\(object.id.hex).part") { return nil }
        return try PiecedObject(store: self, object: object, pieceSize: pieceSize)
    }
}
