import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// A repository that DVC keeps data in: by the real dvc, or written by hand as DVC writes it.
struct DVCFixture {
    let repository: TempRepository
    /// The project's folder, empty or ended by `/`.
    let prefix: String

    /// By hand, without the program.
    init(prefix: String = "") throws {
        repository = try TempRepository()
        self.prefix = prefix
        try LargeFileProject.configure(repository)
        try repository.write(prefix + ".dvc/config", "")
        try repository.write(prefix + ".dvc/.gitignore", "/config.local\n/tmp\n/cache\n")
    }

    /// By `dvc init`, in a folder when `prefix` is not empty. `settings` are keys and values of DVC's configuration.
    init(prefix: String = "", settings: [(String, String)]) throws {
        repository = try TempRepository()
        self.prefix = prefix
        try LargeFileProject.configure(repository)
        try Files.makeDirectories(repository.path(prefix))
        try dvc(["init", "-q"] + (prefix.isEmpty ? [] : ["--subdir"]))
        for (key, value) in settings { try dvc(["config", "-q", "--local", key, value]) }
    }

    @discardableResult
    func dvc(_ arguments: [String], in other: TempRepository? = nil) throws -> String {
        let program = try #require(Peers.find("dvc"), Comment(rawValue: Peers.missing("dvc")))
        let repository = other ?? repository
        return try Shell.run(
            [program] + arguments, in: Paths.join(repository.path, prefix),
            environment: repository.environment.merging(["DVC_NO_ANALYTICS": "1"]) { $1 }
        ).check().output
    }

    /// Puts content into a cache, or a remote, as DVC 3 or 2 names it; its MD5.
    @discardableResult
    func store(_ bytes: [UInt8], in root: String = ".dvc/cache", isLegacy: Bool = false, as md5: String? = nil)
        throws -> String
    {
        let digits = md5 ?? Self.md5(bytes)
        let folder = "\(prefix)\(root)/\(isLegacy ? "" : "files/md5/")\(digits.prefix(2))/"
        try repository.write(folder + digits.dropFirst(2), bytes, mode: 0o444)
        return digits
    }

    static func md5(_ bytes: [UInt8]) -> String {
        var hasher = MD5Hasher()
        bytes.withUnsafeBytes { hasher.update($0) }
        return hasher.finalize()
    }

    /// A `.dvc` file for one output.
    func pointer(_ name: String, _ output: String) throws {
        try repository.write(prefix + name, "outs:\n- \(output.replacing("\n", with: "\n  "))\n")
    }

    @discardableResult
    func migrate(_ arguments: String...) throws -> ShellResult {
        try Shell.run(
            ["git", "mlops", "migrate", "dvc"] + arguments, in: repository.path(prefix),
            environment: repository.environment)
    }

    /// What git knows of the index and of the worktree.
    func state() throws -> String {
        try repository.git("ls-files", "-s").check().output
            + repository.git("status", "--porcelain", "-uall").check().output
    }

    func filter(_ path: String) throws -> [UInt8] { try LargeFileProject.blob(repository, path) }
}
