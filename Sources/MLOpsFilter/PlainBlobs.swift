internal import MLOpsCheckout
internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Blobs of the index that are contents and not pointers, though their paths are tracked. Nothing is asked and no
/// program is started for files that are new.
final class PlainBlobs {
    private unowned let session: FilterSession
    private lazy var index = openIndex()
    private lazy var hashLength = usesSHA256 ? 32 : 20
    private lazy var sizes = BlobSizes(session.context)

    init(_ session: FilterSession) {
        self.session = session
    }

    /// What tells whether the content of `path` is the index's blob; nil when that is a pointer, or there is none.
    func comparison(for path: [UInt8]) -> BlobComparison? {
        guard let blob = index?.blob(path), let size = sizes.size(of: blob), size >= Pointer.sizeLimit else {
            return nil
        }
        return BlobComparison(blob: blob, size: size)
    }

    private func openIndex() -> IndexLookup? {
        guard let location = try? session.location(), !GitCommand.isRenormalizing else { return nil }
        let context = session.context
        let path = context.environment["GIT_INDEX_FILE"].map { Paths.absolute($0, in: context.workingDirectory) }
        return IndexLookup(
            path: path ?? location.gitDirectory + "/index", hashLength: hashLength, sizeLimit: IndexLookup.smallLimit)
    }

    private var usesSHA256: Bool {
        guard let location = try? session.location(), let config = try? Files.read(location.commonDirectory + "/config")
        else { return false }
        return String(decoding: config, as: UTF8.self).lowercased().contains("objectformat = sha256")
    }
}

/// Compares content that passes by with a blob.
final class BlobComparison {
    private let blob: [UInt8]
    private var hasher: BlobHasher

    init(blob: [UInt8], size: Int64) {
        self.blob = blob
        hasher = BlobHasher(size: size, length: blob.count)
    }

    func update(_ bytes: UnsafeRawBufferPointer) { hasher.update(bytes) }

    var isEqual: Bool { hasher.finalize() == blob }
}

/// Asks git for the sizes of blobs, by one child for all.
private final class BlobSizes {
    private let context: InvocationContext
    private var child: LineChild?
    private var hasFailed = false

    init(_ context: InvocationContext) {
        self.context = context
    }

    func size(of blob: [UInt8]) -> Int64? {
        if hasFailed { return nil }
        do {
            if child == nil {
                child = try LineChild(["git", "cat-file", "--batch-check=%(objectsize)"], context: context)
            }
            return try child?.ask(Hex.encode(blob)).flatMap { Int64($0) }
        } catch {
            hasFailed = true
            return nil
        }
    }
}
