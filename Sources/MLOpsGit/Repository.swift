internal import CGit2
internal import Glibc
package import MLOpsCore
internal import MLOpsSystem
internal import Synchronization

/// A git repository. Objects and refs are read and written by libgit2; everything that runs hooks, filters or
/// the network, and everything that reads configuration, is the git program's.
///
/// SAFETY: the handle is used only inside ``withHandle(_:)``, under a lock, and freed once.
package final class Repository: @unchecked Sendable {
    package let context: InvocationContext
    /// Absolute paths without a final slash. The common folder differs from the git folder in linked worktrees.
    package let gitDirectory: String
    package let commonDirectory: String
    /// Nil in a bare repository.
    package let workTree: String?
    /// The working folder relative to the top: "" or "sub/dir/".
    package let prefix: String

    private let handle: OpaquePointer
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let cachedConfig = Mutex<GitConfig?>(nil)
    private let earlyConfig: Mutex<EarlyConfig?>

    private init(handle: OpaquePointer, context: InvocationContext, config: consuming EarlyConfig?) {
        self.handle = handle
        earlyConfig = Mutex(config)
        self.context = context
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        gitDirectory = Self.path(git_repository_path(handle))!
        commonDirectory = Self.path(git_repository_commondir(handle))!
        let workTree = Self.path(git_repository_workdir(handle))
        self.workTree = workTree
        let relative = workTree.flatMap {
            Paths.relative(
                Files.resolve(context.workingDirectory) ?? context.workingDirectory, to: Files.resolve($0) ?? $0)
        }
        prefix = relative.map { $0.isEmpty ? "" : $0 + "/" } ?? ""
        SharedFolders.share(commonDirectory, Self.sharing(handle))
    }

    deinit {
        git_repository_free(handle)
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// The repository of `context.workingDirectory`, or the one that GIT_DIR names. With `readingConfig` its
    /// configuration is read meanwhile.
    package static func open(
        _ context: InvocationContext, readingConfig: Bool = false
    ) throws(GitError) -> Repository {
        let config = readingConfig ? EarlyConfig(context) : nil
        _ = LibraryState.started
        return Repository(handle: try RepositoryFinder(context).open(), context: context, config: config)
    }

    /// As ``open(_:)``, nil where there is no repository. One that cannot be read is an error, not nothing.
    package static func openIfPresent(_ context: InvocationContext) throws(GitError) -> Repository? {
        do {
            return try open(context)
        } catch {
            if error.code == .notARepository { return nil }
            throw error
        }
    }

    /// Runs `body` with libgit2's handle, one thread at a time.
    func withHandle<R>(_ body: (OpaquePointer) throws(GitError) -> R) throws(GitError) -> R {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(handle)
    }

    /// The configuration as the git program sees it: includes, `git -c` and all. Read once.
    package var config: GitConfig {
        get throws(GitError) {
            if let config = cachedConfig.withLock({ $0 }) { return config }
            var early = earlyConfig.withLock { $0.take() }
            let config: GitConfig
            if let listing = early?.listing() {
                config = GitConfig(listing: listing)
            } else {
                config = GitConfig(listing: try gitChecked(EarlyConfig.arguments).output)
            }
            cachedConfig.withLock { $0 = config }
            return config
        }
    }

    /// Forgets the configuration that was read, after a change to it.
    package func reloadConfig() {
        earlyConfig.withLock { $0 = nil }
        cachedConfig.withLock { $0 = nil }
    }

    /// What the repository's own configuration says, which is where git looks for it, too.
    private static func sharing(_ handle: OpaquePointer) -> SharingMode {
        var config: OpaquePointer?
        guard git_repository_config(&config, handle) == 0 else { return .umask }
        defer { git_config_free(config) }
        var value = git_buf()
        guard git_config_get_string_buf(&value, config, "core.sharedrepository") == 0 else { return .umask }
        defer { git_buf_dispose(&value) }
        return SharingMode(configValue: value.ptr.map { String(cString: $0) })
    }

    private static func path(_ pointer: UnsafePointer<CChar>?) -> String? {
        guard let pointer else { return nil }
        let text = String(cString: pointer)
        return text.utf8.count > 1 && text.utf8.last == UInt8(ascii: "/") ? String(text.dropLast()) : text
    }
}
