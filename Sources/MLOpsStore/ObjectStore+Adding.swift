internal import Glibc
package import MLOpsCore
package import MLOpsSystem

extension ObjectStore {
    /// Content from this size on is copied by one thread while another hashes it.
    private static var parallelSize: Int64 { 32 << 20 }

    /// Takes in the content of an open file, from its beginning: read once, and shared or copied once. Returns what was
    /// stored, whatever happens to the file meanwhile.
    package func add(_ file: borrowing Descriptor) throws -> LargeObject {
        let stamp = try file.stamp()
        if stamp.size >= Self.parallelSize, let object = try addInParallel(file, stamp) { return object }
        let writer = makeWriter()
        try file.rewind()
        try file.forEachChunk { try writer.append($0) }
        return try writer.finish()
    }

    /// Nil when the file changed under the two threads, which then may have seen different contents.
    private func addInParallel(_ file: borrowing Descriptor, _ stamp: FileStamp) throws -> LargeObject? {
        let temporary = try createTemporary()
        defer { unlink(temporary.path.nativePath) }
        let copy = try temporary.file.take()
        let source = file.raw, target = copy.raw
        let results = Workers.map(2, workers: 2, makeState: { () }) { _, task -> Result<LargeObject?, any Error> in
            Result {
                let input = try Descriptor(opening: "/proc/self/fd/\(source)")
                if task == 0 {
                    let output = Descriptor(adopting: dup(target), name: "a temporary file")
                    try output.fill(from: input)
                    return nil
                }
                var hasher = ContentHasher()
                try input.forEachChunk { hasher.update($0) }
                return hasher.finalize()
            }
        }
        _ = try results[0].get()
        guard let object = try results[1].get(), try file.stamp() == stamp, try copy.info().size == object.size else {
            return nil
        }
        if isPresent(object) { return object }
        if isDurable { try copy.synchronize() }
        try copy.close()
        try publish(temporary.path, as: object.id)
        return object
    }
}
