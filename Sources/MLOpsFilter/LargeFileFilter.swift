internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Large files: content goes to the store and git gets the pointer, and back.
struct LargeFileFilter: ContentFilter {
    let session: FilterSession
    let downloader: Downloader

    func clean(_ input: ContentInput, path: [UInt8]) throws -> [UInt8] {
        let writer = try session.store().makeWriter()
        try input { try writer.append($0) }
        if let bytes = writer.buffered, bytes.count < Pointer.sizeLimit, Pointer.parse(bytes) != nil {
            return Array(bytes)
        }
        session.hasCleaned = true
        return Pointer(try writer.finish()).encoded
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
