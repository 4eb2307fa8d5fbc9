internal import MLOpsCheckout
internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// A file that was looked at for adding.
struct TakenFile: Sendable {
    struct Pointer: Sendable {
        let path: RepoPath
        /// 100644 or 100755.
        let mode: UInt32
        let bytes: [UInt8]
        let blob: [UInt8]
        let object: LargeObject
        /// Of the file, where it has this content; nil where it has another one.
        let stamp: FileStamp?

        var fastImport: [UInt8] { Array("blob\ndata \(bytes.count)\n".utf8) + bytes + [0x0a] }

        var indexInfo: [UInt8] {
            Array("\(String(mode, radix: 8)) \(Hex.encode(blob)) 0\t".utf8) + path.bytes + [0]
        }
    }

    let path: RepoPath
    var pointer: Pointer?
    /// Not a regular file, or gone: git's own business.
    var isOther = false
    var failure: Diagnostic?
}

/// Takes files into the store, for one thread.
struct FileTaker {
    private let folders: WorktreeFolders
    private let store: ObjectStore

    init(top: String, store: ObjectStore) throws {
        folders = try WorktreeFolders(top: top)
        self.store = store
    }

    func take(_ file: AddCandidates.Large) throws -> TakenFile {
        guard let (folder, name) = folders.find(file.path.bytes), let opened = folder.open(name) else {
            // A link, a folder, nothing, or a file that may not be read: git says which.
            return TakenFile(path: file.path, isOther: true)
        }
        let stamp = try opened.stamp()
        guard stamp.isRegular else { return TakenFile(path: file.path, isOther: true) }
        let (bytes, object) = try pointer(opened, stamp)
        let isExecutable = file.trustsMode ? stamp.mode & 0o100 != 0 : file.mode == 0o100755
        let pointer = TakenFile.Pointer(
            path: file.path, mode: isExecutable ? 0o100755 : 0o100644, bytes: bytes,
            blob: GitHash.blob(bytes, length: 20), object: object, stamp: stamp)
        return TakenFile(path: file.path, pointer: pointer)
    }

    /// Content that reads as a pointer stays what it is, as the clean filter has it.
    private func pointer(_ file: borrowing Descriptor, _ stamp: FileStamp) throws -> ([UInt8], LargeObject) {
        if stamp.size < MLOpsCore.Pointer.sizeLimit {
            let bytes = try file.readAll(sizeHint: Int(stamp.size))
            try ConflictedPointer.refuse(bytes)
            if let parsed = MLOpsCore.Pointer.parse(bytes) { return (bytes, parsed.pointer.object) }
        }
        let object = try store.add(file)
        return (MLOpsCore.Pointer(object).encoded, object)
    }
}

extension TakenFile.Pointer {
    /// What git gets for an object of the store. Content that reads as a pointer stays what it is.
    init(path: RepoPath, mode: UInt32, object: LargeObject, in store: ObjectStore, stamp: FileStamp?) throws {
        var bytes = MLOpsCore.Pointer(object).encoded
        if object.size > 0, object.size < MLOpsCore.Pointer.sizeLimit {
            let content = try store.open(object).readAll()
            if MLOpsCore.Pointer.parse(content) != nil { bytes = content }
        }
        self.init(
            path: path, mode: mode, bytes: bytes, blob: GitHash.blob(bytes, length: 20), object: object, stamp: stamp)
    }
}
