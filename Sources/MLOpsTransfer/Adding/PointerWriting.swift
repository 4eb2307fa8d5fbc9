internal import MLOpsCheckout
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// Pointers on their way into git: blobs as they come, and all entries of the index at once, in the end. Nothing but
/// a path, a name and a stamp is kept of each.
struct PointerWriting {
    private let files: LargeFiles
    private let top: String
    private var blobs: GitFeed?
    /// What `git update-index --index-info` gets, in pieces: one array of all would be copied as it grows.
    private var lines: [[UInt8]] = []
    private var updates: [IndexUpdate] = []

    /// `count`: how many are expected.
    init(_ files: LargeFiles, top: String, count: Int) {
        self.files = files
        self.top = top
        updates.reserveCapacity(count)
    }

    mutating func add(_ pointers: some Collection<TakenFile.Pointer>) throws {
        if pointers.isEmpty { return }
        // Without this, git's C library gives the memory for compressing back to the system after each blob, which
        // costs six times what compressing does. Half of a pointer is a hash: to be told as a difference from another
        // saves a few bytes, and costs whoever reads it a chain of fifty and 16 MiB for what was on the way.
        let feed =
            try blobs
            ?? GitFeed(
                files.repository, ["fast-import", "--quiet", "--depth=0"],
                environment: ["MALLOC_TRIM_THRESHOLD_": String(64 << 20)])
        blobs = feed
        try feed.write(pointers.reduce(into: []) { $0 += $1.fastImport })
        lines.append(pointers.reduce(into: []) { $0 += $1.indexInfo })
        for file in pointers {
            guard let stamp = file.stamp else { continue }
            updates.append(IndexUpdate(path: file.path.bytes, blob: file.blob, stamp: stamp))
        }
    }

    /// Writes the index, with what the files look like; with them `others`, which are lines of `--index-info`, too,
    /// each ended by NUL.
    consuming func finish(and others: [UInt8] = []) throws {
        try blobs?.finish()
        if lines.isEmpty, others.isEmpty { return }
        let repository = files.repository
        let index = try GitFeed(repository, ["update-index", "--add", "--replace", "-z", "--index-info"])
        try index.write(others)
        for piece in lines { try index.write(piece) }
        try index.finish()
        lines = []
        guard repository.context.environment["GIT_INDEX_FILE"] == nil else { return }
        try CheckoutCompletion(
            gitDirectory: repository.gitDirectory, top: top, store: files.store, context: repository.context
        ).record(updates)
    }
}
