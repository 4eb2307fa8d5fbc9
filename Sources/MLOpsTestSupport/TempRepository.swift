internal import MLOpsSystem

/// A real git repository in a scrubbed environment: nothing is inherited but PATH, with the build folder first.
/// The home folder beside it is empty; author, committer, dates, time zone and locale are fixed.
package final class TempRepository: Sendable {
    package let directory: TempDirectory
    /// Top of the worktree.
    package let path: String
    package let environment: [String: String]

    /// `options` go to `git init`. `install` runs `git mlops install` in the home folder first.
    package init(_ options: [String] = ["-b", "main"], name: String = "repo", install: Bool = false) throws {
        directory = TempDirectory()
        path = directory.path(name)
        environment = TestEnvironment.make(home: directory.path("home"))
        try Files.makeDirectories(directory.path("home"))
        if install { try Shell.run(["git", "mlops", "install"], in: directory.path, environment: environment).check() }
        try Shell.run(["git", "init", "-q"] + options + [path], in: directory.path, environment: environment).check()
    }

    /// A second worktree or clone that shares folder, home and environment with `other`.
    package init(sharing other: TempRepository, path: String) {
        directory = other.directory
        environment = other.environment
        self.path = path
    }

    /// `git clone` of this repository into a sibling folder.
    package func clone(_ name: String, from source: String? = nil, options: [String] = []) throws -> TempRepository {
        let target = directory.path(name)
        try Shell.run(
            ["git", "clone", "-q"] + options + [source ?? path, target], in: directory.path, environment: environment
        ).check()
        return TempRepository(sharing: self, path: target)
    }

    /// A bare repository beside this one, added as remote `name`; returns its path.
    @discardableResult
    package func addBareRemote(_ name: String = "origin") throws -> String {
        let bare = directory.path("\(name).git")
        try Shell.run(
            ["git", "init", "-q", "--bare", "-b", "main", bare], in: directory.path, environment: environment
        )
        .check()
        try git("remote", "add", name, bare).check()
        return bare
    }

    @discardableResult
    package func git(_ arguments: String..., input: String? = nil) throws -> ShellResult {
        try run(["git"] + arguments, input: input)
    }

    /// `git mlops …`, found through PATH as a user's is.
    @discardableResult
    package func mlops(_ arguments: String..., input: String? = nil) throws -> ShellResult {
        try run(["git", "mlops"] + arguments, input: input)
    }

    @discardableResult
    package func run(
        _ arguments: [String], input: String? = nil, environment extra: [String: String] = [:]
    ) throws -> ShellResult {
        try Shell.run(
            arguments, in: path, environment: environment.merging(extra) { $1 }, input: input.map { Array($0.utf8) })
    }

    package func path(_ name: String) -> String { Paths.join(path, name) }

    package func write(_ name: String, _ text: String, mode: UInt32? = nil) throws {
        try write(name, Array(text.utf8), mode: mode)
    }

    package func write(_ name: String, _ bytes: [UInt8], mode: UInt32? = nil) throws {
        try Files.makeDirectories(Paths.parent(path(name)))
        try Files.write(bytes, to: path(name), mode: mode)
    }

    package func bytes(_ name: String) throws -> [UInt8] { try Files.read(path(name)) }

    package func read(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// Adds everything and commits; the new commit's id.
    @discardableResult
    package func commit(_ message: String) throws -> String {
        try git("add", "-A").check()
        try git("commit", "-q", "--allow-empty", "-m", message).check()
        return try git("rev-parse", "HEAD").check().output
    }
}
