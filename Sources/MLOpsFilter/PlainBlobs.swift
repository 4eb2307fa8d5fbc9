internal import MLOpsCheckout
internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Blobs of the index that are contents and not pointers, though their paths are tracked. Nothing is asked and no
/// program is started for files that are new.
final class PlainBlobs {
    private unowned let session: FilterSession
    private lazy var index = openIndex()
    private lazy var asksGit = !GitCommand.isRenormalizing && Files.exists(indexPath ?? "")
    private lazy var hashLength = usesSHA256 ? 32 : 20
    private lazy var sizes = BlobSizes(session.context)

    init(_ session: FilterSession) {
        self.session = session
    }

    /// What tells whether the content of `path` is the index's blob; nil when that is a pointer, or there is none.
    func comparison(for path: [UInt8]) -> BlobComparison? {
        guard let (blob, size) = find(path), size >= Pointer.sizeLimit else { return nil }
        return BlobComparison(blob: blob, size: size)
    }

    /// git answers for indexes that are not read here: large ones, and split ones.
    private func find(_ path: [UInt8]) -> (blob: [UInt8], size: Int64)? {
        guard let index else { return asksGit && !path.contains(0x0a) ? sizes.find(Array(":0:".utf8) + path) : nil }
        return index.blob(path).flatMap { sizes.find(Array(Hex.encode($0).utf8)) }
    }

    private func openIndex() -> IndexLookup? {
        guard let indexPath, !GitCommand.isRenormalizing else { return nil }
        return IndexLookup(path: indexPath, hashLength: hashLength, sizeLimit: IndexLookup.smallLimit)
    }

    private var indexPath: String? {
        let context = session.context
        if let named = context.environment["GIT_INDEX_FILE"] {
            return Paths.absolute(named, in: context.workingDirectory)
        }
        return (try? session.location()).map { $0.gitDirectory + "/index" }
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

/// Asks git for the names and sizes of blobs, by one child for all.
private final class BlobSizes {
    private let context: InvocationContext
    private var child: LineChild?
    private var hasFailed = false

    init(_ context: InvocationContext) {
        self.context = context
    }

    /// The blob that `name` means to git.
    func find(_ name: [UInt8]) -> (blob: [UInt8], size: Int64)? {
        if hasFailed { return nil }
        do {
            if child == nil {
                child = try LineChild(
                    ["git", "cat-file", "--batch-check=%(objecttype) %(objectname) %(objectsize)"], context: context)
            }
            let words = try child?.ask(name)?.split(separator: " ") ?? []
            guard words.count == 3, words[0] == "blob", let blob = Hex.decode(words[1]), let size = Int64(words[2])
            else { return nil }
            return (blob, size)
        } catch {
            hasFailed = true
            return nil
        }
    }
}
