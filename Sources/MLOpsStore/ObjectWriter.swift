internal import Glibc
package import MLOpsCore
internal import MLOpsSystem

/// An object on its way into the store: hashed while it is written to a temporary file. It becomes visible in
/// ``finish()`` at once and whole; a writer that is dropped, or killed, leaves no object.
///
/// Contents up to one buffer never touch the disk when the store has them already, which is every clean of an
/// unchanged small file.
package final class ObjectWriter {
    private let store: ObjectStore
    private var hasher = ContentHasher()
    /// Small to begin with, so that a small file costs no fresh pages.
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 15, alignment: 16)
    private var filled = 0
    private var temporary: (path: String, file: DescriptorBox)?

    init(store: ObjectStore) {
        self.store = store
    }

    deinit {
        if let temporary { unlink(temporary.path.nativePath) }
        buffer.deallocate()
    }

    /// Adds bytes of any count.
    package func append(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            if filled == buffer.count { try makeRoom() }
            let count = min(rest.count, buffer.count - filled)
            (buffer.baseAddress! + filled).copyMemory(from: rest.baseAddress!, byteCount: count)
            filled += count
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// The object, now in the store.
    package func finish() throws -> LargeObject {
        let pending = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
        hasher.update(pending)
        let object = hasher.finalize()
        if object.size == 0 || store.isPresent(object) { return object }
        if filled > 0 { try write(pending) }
        guard let temporary else { return object }
        let file = try temporary.file.take()
        if store.isDurable { try file.synchronize() }
        try file.close()
        try store.publish(temporary.path, as: object.id)
        self.temporary = nil
        return object
    }

    /// What is buffered, when everything so far fits one buffer; nil afterwards. Lets the clean filter see
    /// whether the content is a pointer.
    package var buffered: UnsafeRawBufferPointer? {
        temporary == nil ? UnsafeRawBufferPointer(rebasing: buffer[..<filled]) : nil
    }

    /// All bytes so far, in order.
    package func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        if let path = temporary?.path { try Descriptor(opening: path).forEachChunk(body) }
        try body(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    }

    private func makeRoom() throws {
        guard buffer.count < Descriptor.chunkSize else { return try flush() }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: Descriptor.chunkSize, alignment: 4096)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
        buffer.deallocate()
        buffer = larger
    }

    private func flush() throws {
        let full = UnsafeRawBufferPointer(buffer)
        hasher.update(full)
        try write(full)
        filled = 0
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        if temporary == nil { temporary = try store.createTemporary() }
        try temporary!.file.withFile { try $0.write(bytes) }
    }
}
