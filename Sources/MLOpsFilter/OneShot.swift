internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// The fallback for programs that do not speak the process protocol: one file, standard input to standard output.
struct OneShot {
    let filter: any ContentFilter
    let session: FilterSession
    let input: DescriptorBox
    let output: DescriptorBox

    func clean(path: [UInt8]) throws {
        let input = try input.take()
        try filter.clean({ try input.forEachChunk($0) }, path: path).forEachPiece(write)
    }

    func smudge(path: [UInt8]) throws {
        let input = try input.take()
        let blob = session.makeSpool()
        try input.forEachChunk(blob.append)
        switch try filter.smudge(blob, path: path, canDelay: false) {
        case .unchanged: try blob.forEachPiece(write)
        case .bytes(let bytes): try bytes.withUnsafeBytes(write)
        case .object(let object): try session.store().open(object).forEachChunk(write)
        case .file(let file): try file.withFile { try $0.forEachChunk(write) }
        case .missing(let pointer): throw StoreError.missing(pointer.object)
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        try output.withFile { try $0.write(bytes) }
    }
}
