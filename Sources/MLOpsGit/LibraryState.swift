internal import CGit2
internal import MLOpsSystem
internal import Synchronization

/// libgit2's process-wide state, started at first use.
enum LibraryState {
    /// Extensions under which libgit2 reads a repository rightly, in the lower case that it compares with. Not
    /// here: objectformat (SHA-256) and refstorage, with which it would show no refs at all
    /// (``RepositoryExtension`` looks at their values).
    private static let safeExtensions = [
        "noop", "worktreeconfig", "partialclone", "preciousobjects", "relativeworktrees",
    ]

    static let started: Bool = {
        _ = Host.withoutCertificates { git_libgit2_init() }
        _ = mlops_git_enable_fsync(1)
        setExtensions(safeExtensions)
        return true
    }()

    /// Runs `body` while libgit2 takes `extensions`, too. Its list is the process's: nothing else may be opened
    /// meanwhile.
    static func knowing<R>(_ extensions: [String], _ body: () -> R) -> R {
        lock.withLock { _ in
            setExtensions(safeExtensions + extensions)
            defer { setExtensions(safeExtensions) }
            return body()
        }
    }

    private static let lock = Mutex<Void>(())

    private static func setExtensions(_ extensions: [String]) {
        var names: [UnsafePointer<CChar>?] = extensions.map { name in
            UnsafePointer(name.withCString { strdupBytes($0, count: name.utf8.count) })
        }
        _ = mlops_git_set_extensions(&names, names.count)
        for name in names { name?.deallocate() }
    }

    private static func strdupBytes(_ text: UnsafePointer<CChar>, count: Int) -> UnsafeMutablePointer<CChar> {
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: count + 1)
        copy.initialize(from: text, count: count + 1)
        return copy
    }
}
