internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// What became of one file.
enum Placement: Sendable {
    /// Its content is there, and the file has this stamp.
    case placed(FileStamp)
    /// It holds something else than its pointer or its content, or is gone: somebody's, and left alone.
    case foreign
    /// The content is not in the store.
    case missing
    case failed(Diagnostic)
}

/// Puts contents in the place of pointers, for one thread: a copy is made in another folder and renamed, so that the
/// file has its pointer or all of its content at any moment.
struct FilePlacer {
    private let folders: WorktreeFolders
    private let store: ObjectStore
    private let temporary: Folder
    private let temporaryDevice: UInt64
    /// What files get as the time of their last change, in seconds: older than the index, so that git need not read
    /// them again (racy entries, Documentation/technical/racy-git).
    private let modifiedSeconds: Int64
    private var canClone = true
    private var swept: Folder?

    init(top: String, store: ObjectStore, modifiedSeconds: Int64) throws {
        folders = try WorktreeFolders(top: top)
        temporary = try Folder(store.temporaryDirectory)
        temporaryDevice = try temporary.device()
        self.store = store
        self.modifiedSeconds = modifiedSeconds
    }

    mutating func place(_ entry: JournalEntry) -> Placement {
        do {
            guard let (folder, name) = folders.find(entry.path), let file = folder.open(name) else { return .foreign }
            let stamp = try file.stamp()
            guard stamp.isRegular else { return .foreign }
            if try isPointer(file, stamp, entry) { return try replace(name, in: folder, stamp, entry) }
            return try isContent(file, stamp, entry) ? .placed(stamp) : .foreign
        } catch {
            return .failed(Diagnostic(describing: error))
        }
    }

    /// Files come by folder, so that each is looked through about once.
    private mutating func sweep(_ folder: Folder) {
        if swept === folder { return }
        ObjectStore.sweep(folder)
        swept = folder
    }

    private func isPointer(_ file: borrowing Descriptor, _ stamp: FileStamp, _ entry: JournalEntry) throws -> Bool {
        guard stamp.size < Pointer.sizeLimit else { return false }
        let bytes = try file.readAll(sizeHint: Int(stamp.size))
        let isBlob = { (bytes: [UInt8]) in GitHash.blob(bytes, length: entry.blob.count) == entry.blob }
        // Where an attribute or core.autocrlf asks for it, git ends a pointer's lines as it does those of text.
        return isBlob(bytes) || bytes.contains(0x0d) && isBlob(Self.withoutCarriageReturns(bytes))
    }

    private static func withoutCarriageReturns(_ text: [UInt8]) -> [UInt8] {
        text.indices.filter { text[$0] != 0x0d || $0 + 1 == text.count || text[$0 + 1] != 0x0a }.map { text[$0] }
    }

    /// Whether an earlier run has put the content there. Read only when the journal cannot tell.
    private func isContent(_ file: borrowing Descriptor, _ stamp: FileStamp, _ entry: JournalEntry) throws -> Bool {
        if let placed = entry.placed, placed == stamp { return true }
        guard stamp.size == entry.object.size else { return false }
        try file.rewind()
        var hasher = ContentHasher()
        try file.forEachChunk { hasher.update($0) }
        let isUnchanged = try file.stamp() == stamp
        return isUnchanged && hasher.finalize() == entry.object
    }

    private mutating func replace(
        _ name: ArraySlice<UInt8>, in folder: Folder, _ pointer: FileStamp, _ entry: JournalEntry
    ) throws -> Placement {
        guard let path = store.locate(entry.object) else { return .missing }
        let content = try Descriptor(opening: path)
        let isNear = pointer.device == temporaryDevice
        if !isNear { sweep(folder) }
        let place = isNear ? temporary : folder
        let temporaryName = Array(((isNear ? "" : ".") + store.makeTemporaryName()).utf8)[...]
        let copy = try place.create(temporaryName, mode: pointer.mode)
        do {
            if try !copy.fill(from: content, tryingToClone: canClone) { canClone = false }
            let made = try copy.stamp()
            guard made.size == entry.object.size else {
                throw Diagnostic.fatal("cannot use '\(path)': its size is wrong")
            }
            if made.mode != pointer.mode { try copy.setMode(pointer.mode) }
            try copy.setModified(seconds: modifiedSeconds)
            // Whoever changed the file since it was looked at keeps the change.
            guard folder.stamp(name) == pointer else {
                place.remove(temporaryName)
                return .foreign
            }
            guard try put(temporaryName, of: place, name, in: folder, pointer) else { return .foreign }
            return .placed(try copy.stamp())
        } catch {
            place.remove(temporaryName)
            throw error
        }
    }

    /// Puts the copy in the pointer's place. False when that was no longer the pointer: what was there is back, then.
    private func put(
        _ copy: ArraySlice<UInt8>, of place: Folder, _ name: ArraySlice<UInt8>, in folder: Folder,
        _ pointer: FileStamp
    ) throws -> Bool {
        guard try folder.exchange(copy, of: place, with: name) else {
            try folder.rename(copy, of: place, to: name)
            return true
        }
        if place.stamp(copy)?.isSameFile(as: pointer) == false {
            try? folder.rename(copy, of: place, to: name)
            return false
        }
        place.remove(copy)
        return true
    }
}
