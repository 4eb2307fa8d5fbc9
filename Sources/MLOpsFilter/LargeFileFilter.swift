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
        let extensions = try session.extensions()
        if !extensions.isEmpty { return try clean(input, path: path, by: extensions) }
        let comparison = session.plainBlobs.comparison(for: path)
        let writer = try session.store().makeWriter()
        var meter = session.meter("clean", path)
        try input { piece in
            comparison?.update(piece)
            meter?.add(piece.count)
            try writer.append(piece)
        }
        if let bytes = writer.buffered {
            if bytes.count < Pointer.sizeLimit, Pointer.parse(bytes) != nil { return .bytes(Array(bytes)) }
            if try isConflict(bytes, path) { return .bytes(Array(bytes)) }
        }
        if comparison?.isEqual ?? false { return .content(writer) }
        session.hasCleaned = true
        let object = try writer.finish()
        meter?.end(at: object.size)
        return .bytes(Pointer(object).encoded)
    }

    /// The same, through programs of the user's. They never see pointers.
    private func clean(_ input: ContentInput, path: [UInt8], by extensions: [ContentExtension]) throws -> Cleaned {
        let comparison = session.plainBlobs.comparison(for: path)
        let pipeline = try session.pipeline()
        let file = try pipeline.makeFile()
        var head: [UInt8] = []
        try input { piece in
            comparison?.update(piece)
            if head.count < Self.headSize { head += piece.prefix(Self.headSize - head.count) }
            try file.withFile { try $0.write(piece) }
        }
        if head.isEmpty { return .bytes([]) }
        if head.count < Pointer.sizeLimit, Pointer.parse(head) != nil { return .bytes(head) }
        if head.count < Self.headSize, try head.withUnsafeBytes({ try isConflict($0, path) }) { return .bytes(head) }
        if comparison?.isEqual ?? false { return .file(file) }
        session.hasCleaned = true
        return .bytes(try pipeline.clean(file, path: path, by: extensions).encoded)
    }

    private static let headSize = 1 << 15

    /// Throws where git would store it; `git diff` and merge tools have to see it.
    private func isConflict(_ bytes: UnsafeRawBufferPointer, _ path: [UInt8]) throws -> Bool {
        guard ConflictedPointer.holds(bytes) else { return false }
        if GitCommand.isComparing { return true }
        throw Diagnostic.error("cannot store \(path.quotedPath): it holds conflict markers around a pointer")
    }

    func smudge(_ blob: Spool, path: [UInt8], canDelay: Bool) throws -> Smudged {
        let bytes = blob.contents(below: Pointer.sizeLimit)
        guard let bytes, let pointer = Pointer.parse(bytes)?.pointer else {
            if bytes?.isEmpty != true { session.nonPointers.append(path) }
            return .unchanged
        }
        if try session.skipsSmudge() { return .unchanged }
        return try content(of: pointer, bytes: bytes, path: path, canDelay: canDelay)
    }

    private func content(of pointer: Pointer, bytes: [UInt8], path: [UInt8], canDelay: Bool) throws -> Smudged {
        if pointer.size == 0 { return .bytes([]) }
        if try session.store().locate(pointer.object) != nil { return try deliver(pointer, path: path) }
        if try !session.fetches(path) { return .unchanged }
        if !pointer.extensions.isEmpty {
            try ExtensionPipeline.requireAll(of: pointer, path: path, among: session.extensions())
        }
        if canDelay { return .missing(pointer) }
        if let failure = downloader.fetchNow(pointer.object) {
            return try giveUp(on: bytes, path: path, because: failure)
        }
        return try deliverFetched(pointer, path: path)
    }

    /// The same, of an object that has just come.
    func deliverFetched(_ pointer: Pointer, path: [UInt8]) throws -> Smudged {
        session.meter("download", path)?.end(at: pointer.size)
        return try deliver(pointer, path: path)
    }

    /// What a pointer stands for, whose object the store has.
    func deliver(_ pointer: Pointer, path: [UInt8]) throws -> Smudged {
        if pointer.extensions.isEmpty { return .object(pointer.object) }
        return .file(try session.pipeline().smudge(pointer, path: path, by: session.extensions()))
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
