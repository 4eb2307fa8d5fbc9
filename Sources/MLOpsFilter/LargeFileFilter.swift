internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Large files: content goes to the store and git gets the pointer, and back.
struct LargeFileFilter: ContentFilter {
    let session: FilterSession
    let downloader: Downloader

    /// Content that is the very blob that the index has, from before the path was tracked, stays that blob: else every
    /// such file would look changed to everybody. `git mlops fix` converts it.
    func clean(_ input: ContentInput, path: [UInt8]) throws -> Cleaned {
        let comparison = session.plainBlobs.comparison(for: path)
        let writer = try session.store().makeWriter()
        try input { piece in
            comparison?.update(piece)
            try writer.append(piece)
        }
        if let bytes = writer.buffered {
            if bytes.count < Pointer.sizeLimit, Pointer.parse(bytes) != nil { return .bytes(Array(bytes)) }
            try refuseConflict(bytes, path)
        }
        if comparison?.isEqual ?? false { return .content(writer) }
        session.hasCleaned = true
        return .bytes(Pointer(try writer.finish()).encoded)
    }

    private func refuseConflict(_ bytes: UnsafeRawBufferPointer, _ path: [UInt8]) throws {
        guard ConflictedPointer.holds(bytes) else { return }
        throw Diagnostic.error("cannot store \(path.quotedPath): it holds conflict markers around a pointer")
    }

    func smudge(_ blob: Spool, path: [UInt8], canDelay: Bool) throws -> Smudged {
        guard let bytes = blob.contents(below: Pointer.sizeLimit), let pointer = Pointer.parse(bytes)?.pointer else {
            return .unchanged
        }
        if try session.skipsSmudge() { return .unchanged }
        return try content(of: pointer, bytes: bytes, path: path, canDelay: canDelay)
    }

    private func content(of pointer: Pointer, bytes: [UInt8], path: [UInt8], canDelay: Bool) throws -> Smudged {
        if let step = pointer.extensions.first {
            throw Diagnostic.error("cannot check out \(path.quotedPath): it needs the Git LFS extension '\(step.name)'")
        }
        if pointer.size == 0 { return .bytes([]) }
        if try session.store().locate(pointer.object) != nil { return .object(pointer.object) }
        if try !session.fetches(path) { return .unchanged }
        if canDelay { return .missing(pointer) }
        if let failure = downloader.fetchNow(pointer.object) {
            return try giveUp(on: bytes, path: path, because: failure)
        }
        return .object(pointer.object)
    }

    /// The pointer itself where the user wants to go on without the content, else the error.
    func giveUp(on pointer: [UInt8], path: [UInt8], because failure: String) throws -> Smudged {
        let message = "cannot get \(path.quotedPath): \(failure)"
        guard try session.skipsDownloadErrors() else { throw Diagnostic.error(message) }
        session.reporter.warning(message)
        return .bytes(pointer)
    }
}

extension [UInt8] {
    /// A path from git, as messages show it.
    var quotedPath: String {
        let text = RepoPath(bytes: self).quoted()
        return text.hasPrefix("\"") ? text : "'\(text)'"
    }
}
