internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// What one run of the filter program knows of the repository, each part found when it is first needed.
final class FilterSession {
    let context: InvocationContext
    /// Whether a large file was taken in.
    var hasCleaned = false

    /// Paths whose blobs are no pointers, of those that git checked out.
    var nonPointers: [[UInt8]] = []

    /// Files that git itself holds.
    private(set) lazy var plainBlobs = PlainBlobs(self)

    /// Who wants to see how far files are.
    private(set) lazy var progress = ProgressLines(context.environment)

    private var foundLocation: GitLocation?
    private var foundConfig: FilterConfig?
    private var foundStore: ObjectStore?
    private var foundExtensions: [ContentExtension]?
    private var fetchPatterns: (include: [PathPattern], exclude: [PathPattern])?

    init(_ context: InvocationContext) {
        self.context = context
    }

    var reporter: any Reporter { context.reporter }

    func location() throws -> GitLocation {
        if let foundLocation { return foundLocation }
        let location = try GitLocation.find(from: context.workingDirectory, environment: context.environment)
        foundLocation = location
        return location
    }

    func config() throws -> FilterConfig {
        if let foundConfig { return foundConfig }
        let config = FilterConfig(location: try location(), environment: context.environment)
        foundConfig = config
        return config
    }

    func store() throws -> ObjectStore {
        if let foundStore { return foundStore }
        let config = try config()
        let store = ObjectStore(of: try location(), environment: context.environment) { config[$0] }
        foundStore = store
        return store
    }

    /// Programs that content goes through, in the order in which they clean.
    func extensions() throws -> [ContentExtension] {
        if let foundExtensions { return foundExtensions }
        let found = try config().extensions()
        foundExtensions = found
        return found
    }

    func pipeline() throws -> ExtensionPipeline {
        ExtensionPipeline(
            try store(), environment: context.environment, workingDirectory: context.workingDirectory)
    }

    /// Whether pointers stay pointers on checkout: GIT_LFS_SKIP_SMUDGE or `mlops.skipSmudge`.
    func skipsSmudge() throws -> Bool {
        if let word = context.environment["GIT_LFS_SKIP_SMUDGE"] { return Self.isTrue(word) }
        return try config().isTrue("mlops.skipsmudge")
    }

    /// Whether the content of `path` is to be downloaded: `lfs.fetchinclude` and `lfs.fetchexclude`, of git's
    /// configuration or of `.lfsconfig`.
    func fetches(_ path: [UInt8]) throws -> Bool {
        let patterns = try fetchPatterns ?? readFetchPatterns()
        fetchPatterns = patterns
        if !patterns.include.isEmpty, !patterns.include.contains(where: { $0.matches(path) }) { return false }
        return !patterns.exclude.contains { $0.matches(path) }
    }

    private func readFetchPatterns() throws -> (include: [PathPattern], exclude: [PathPattern]) {
        // git runs filters at the top of the worktree.
        let file = Paths.join(context.workingDirectory, ".lfsconfig")
        let list = { [config = try config()] (key: String) in PathPattern.list(config.shared(key, file: file)) }
        return (list("lfs.fetchinclude"), list("lfs.fetchexclude"))
    }

    /// Whether a file that cannot be had is left as a pointer: GIT_LFS_SKIP_DOWNLOAD_ERRORS or
    /// `lfs.skipDownloadErrors`.
    func skipsDownloadErrors() throws -> Bool {
        if let word = context.environment["GIT_LFS_SKIP_DOWNLOAD_ERRORS"] { return Self.isTrue(word) }
        return try config().isTrue("lfs.skipdownloaderrors")
    }

    private static func isTrue(_ word: String) -> Bool {
        ["true", "yes", "on", "1"].contains(word.lowercased())
    }

    /// For a file of the worktree, which git runs us at the top of.
    func meter(_ direction: String, _ path: [UInt8]) -> ProgressLines.Meter? {
        guard let progress else { return nil }
        let file = Paths.join(context.workingDirectory, String(decoding: path, as: UTF8.self))
        return ProgressLines.Meter(progress, direction, path, size: Files.info(file)?.size)
    }

    /// A spool for content of any size.
    func makeSpool() -> Spool {
        Spool { [self] in
            let folder = try store().temporaryDirectory
            try Files.makeDirectories(folder)
            return folder
        }
    }

    /// Tells which files git itself holds, as Git LFS does after a checkout.
    func tellNonPointers() {
        guard !nonPointers.isEmpty else { return }
        let sentence =
            nonPointers.count == 1
            ? "1 file that should have been a pointer, but wasn't:"
            : "\(nonPointers.count) files that should have been pointers, but weren't:"
        let paths = nonPointers.map { "\n\t" + DisplayText.oneLine(String(decoding: $0, as: UTF8.self)) }
        reporter.note("Encountered \(sentence)\(paths.joined())")
    }

    /// Removes what killed writers left behind, once this run has written something itself.
    func finish() {
        foundStore?.sweepTemporaries(nowSeconds: context.now() / 1000)
    }
}
