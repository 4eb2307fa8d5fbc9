package import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// A linked worktree for one run, which begins with the user's worktree as it is now and goes away with the run. The
/// user's own worktree, index, stash and HEAD are not touched.
package final class ExperimentWorktree {
    /// Its top.
    package let path: String
    private let repository: Repository
    private let ownerPath: String
    /// Locked for as long as this process lives: what tells a worktree in use from one that was left behind.
    private let owner: Descriptor

    private static func folder(_ repository: Repository) -> String {
        Paths.join(repository.commonDirectory, "mlops/experiments")
    }

    /// `tree` is what it holds, pointers in place of large files; `base` its HEAD, detached.
    package init(_ repository: Repository, base: ObjectID, tree: ObjectID) throws {
        self.repository = repository
        try Self.removeAbandoned(repository)
        let folder = Self.folder(repository)
        try Files.makeDirectories(folder)
        let name = "run-" + Hex.encode((0..<8).map { UInt8(truncatingIfNeeded: repository.context.randomBits() >> $0) })
        path = Paths.join(folder, name)
        ownerPath = path + ".owner"
        // Nobody sees the file before it is locked: it would be taken for abandoned.
        owner = try Descriptor(opening: path + ".new", flags: FileFlags.readWrite)
        _ = try owner.lock()
        try Files.rename(path + ".new", to: ownerPath)
        do {
            try Self.alone(repository) {
                // A locked worktree survives `git worktree prune`; hooks are for worktrees of people.
                try repository.gitChecked([
                    "-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", "--no-checkout",
                    "--lock", "--reason", "a run of git mlops", path, base.hex,
                ])
            }
            try Self.git(
                ["-c", "core.hooksPath=/dev/null", "read-tree", "--reset", "-u", tree.hex], in: path, repository)
        } catch {
            remove()
            throw error
        }
    }

    deinit { remove() }

    /// Does `work` while no other process of ours changes the list of worktrees: git reads all of them for each change,
    /// and dies when it meets one that is not written to its end ("failed to read commondir").
    private static func alone(_ repository: Repository, _ work: () throws -> Void) throws {
        let lock = try Descriptor(
            opening: Paths.join(repository.commonDirectory, "mlops/worktrees-lock"), flags: FileFlags.createAndWrite)
        _ = try? lock.lock()
        try work()
        _ = consume lock
    }

    /// Whoever works in it sees this: nothing that points git at the user's own worktree.
    package var context: InvocationContext {
        var context = repository.context
        context.workingDirectory =
            repository.prefix.isEmpty ? path : Paths.join(path, String(repository.prefix.dropLast()))
        context.environment = Self.environment(repository)
        context.environment["PWD"] = context.workingDirectory
        return context
    }

    private static func environment(_ repository: Repository) -> [String: String] {
        let local = [
            "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY",
        ]
        return repository.context.environment.filter { !local.contains($0.key) }
    }

    /// Pointers stay pointers: large files are filled in one by one, where they are needed.
    private static func git(_ arguments: [String], in folder: String, _ repository: Repository) throws {
        var environment = environment(repository)
        environment["GIT_LFS_SKIP_SMUDGE"] = "1"
        let result = try ChildProcess.run(["git"] + arguments, workingDirectory: folder, environment: environment)
        guard result.status.isSuccess else {
            throw Diagnostic.fatal(
                result.errors.asText.split(separator: "\n").first.map(String.init) ?? "git failed in '\(folder)'")
        }
    }

    private func remove() {
        Self.remove(path, repository)
        try? Files.remove(ownerPath)
    }

    private static func remove(_ path: String, _ repository: Repository) {
        let top = repository.workTree ?? repository.commonDirectory
        try? alone(repository) {
            try? git(["worktree", "remove", "--force", "--force", path], in: top, repository)
            guard Files.exists(path) || isRegistered(path, repository) else { return }
            try? Files.removeTree(path)
            try? git(["worktree", "unlock", path], in: top, repository)
            try? git(["worktree", "prune"], in: top, repository)
        }
    }

    private static func isRegistered(_ path: String, _ repository: Repository) -> Bool {
        let list = (try? repository.git(["worktree", "list", "--porcelain"]))?.text ?? ""
        return list.split(separator: "\n").contains { $0 == "worktree \(path)" }
    }

    /// Takes away what processes that died left behind; how many worktrees that were.
    @discardableResult
    package static func removeAbandoned(_ repository: Repository) throws -> Int {
        let abandoned = try Self.abandoned(repository)
        for (path, owner) in abandoned {
            guard let lock = try? Descriptor(opening: owner), (try? lock.lock(wait: false)) == true else { continue }
            remove(path, repository)
            try? Files.remove(owner)
        }
        return abandoned.count
    }

    /// Worktrees whose process is gone, with their owner files.
    package static func abandoned(_ repository: Repository) throws -> [(path: String, owner: String)] {
        let folder = folder(repository)
        guard Files.isDirectory(folder) else { return [] }
        return try Files.list(folder).filter { $0.hasSuffix(".owner") }.compactMap { name in
            let owner = Paths.join(folder, name)
            guard let lock = try? Descriptor(opening: owner), (try? lock.lock(wait: false)) == true else { return nil }
            return (String(owner.dropLast(6)), owner)
        }
    }
}
