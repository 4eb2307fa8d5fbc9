internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// A pair of conversions between the worktree and git's objects. The process protocol and the one-shot verbs both
/// use it.
protocol ContentFilter {
    /// Worktree to git. `input` hands on the whole content; the result is what git stores.
    func clean(_ input: ContentInput, path: [UInt8]) throws -> Cleaned

    /// git to worktree: what to do with a blob of which `blob` is all.
    func smudge(_ blob: Spool, path: [UInt8], canDelay: Bool) throws -> Smudged
}

/// Calls its argument with the content, piece by piece.
typealias ContentInput = ((UnsafeRawBufferPointer) throws -> Void) throws -> Void

/// What git gets.
enum Cleaned {
    case bytes([UInt8])
    /// What came in, as it came, from where it was kept.
    case content(ObjectWriter)
    case file(DescriptorBox)

    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        switch self {
        case .bytes(let bytes): try bytes.withUnsafeBytes(body)
        case .content(let writer): try writer.forEachPiece(body)
        case .file(let box):
            try box.withFile { file in
                try file.rewind()
                try file.forEachChunk(body)
            }
        }
    }
}

/// What the worktree gets.
enum Smudged {
    /// The blob as it is.
    case unchanged
    case bytes([UInt8])
    case object(LargeObject)
    /// What extensions made of an object.
    case file(DescriptorBox)
    /// The object has to come from the remote first, and git can wait.
    case missing(Pointer)
}
