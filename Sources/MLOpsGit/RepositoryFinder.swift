internal import CGit2
internal import MLOpsCore
internal import MLOpsSystem

/// Finds a repository and its worktree by git's own rules, from the context's environment and not the process's.
struct RepositoryFinder {
    private let context: InvocationContext
    private let named: String?

    init(_ context: InvocationContext) {
        self.context = context
        named = context.environment["GIT_DIR"].map { Paths.join(context.workingDirectory, $0) }
    }

    /// libgit2's handle, which the caller frees.
    func open() throws(GitError) -> OpaquePointer {
        var handle: OpaquePointer?
        var result = tryOpening(&handle)
        if Self.isAboutTheOwner(result) {
            try askGitWhetherToTrust()
            _ = mlops_git_validate_owner(0)
            result = tryOpening(&handle)
            _ = mlops_git_validate_owner(1)
        }
        if result != 0, let refused = Self.refusedExtension() {
            result = try openKnowing(refused, &handle)
        }
        guard result == 0, let handle else { throw Self.error(result) }
        if let top = workTree(of: handle) { git_repository_set_workdir(handle, top, 0) }
        addObjectFolders(to: handle)
        return handle
    }

    /// Folders with objects that the environment names, as git does for hooks while a push is not yet taken.
    private func addObjectFolders(to handle: OpaquePointer) {
        let environment = context.environment
        let others = (environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] ?? "").split(separator: ":").map(String.init)
        let folders = [environment["GIT_OBJECT_DIRECTORY"]].compactMap { $0 } + others
        var objects: OpaquePointer?
        if folders.isEmpty || git_repository_odb(&objects, handle) != 0 { return }
        defer { git_odb_free(objects) }
        let top = git_repository_workdir(handle).map { String(cString: $0) } ?? context.workingDirectory
        for folder in folders where !folder.isEmpty { git_odb_add_disk_alternate(objects, Paths.join(top, folder)) }
    }

    /// libgit2 refuses an extension by its name alone. Some are what it reads anyhow: those are named to it, one after
    /// the other, and it tries again.
    private func openKnowing(_ first: String, _ handle: inout OpaquePointer?) throws(GitError) -> Int32 {
        var known: [String] = []
        var result: Int32 = 0
        var refused: String? = first
        while let name = refused, !known.contains(name) {
            try RepositoryExtension(name: name, value: extensionValue(name)).check()
            known.append(name)
            result = LibraryState.knowing(known) { tryOpening(&handle) }
            refused = result == 0 ? nil : Self.refusedExtension()
        }
        return result
    }

    /// What the repository's own configuration says, which is the only one that git asks about extensions. Asked by
    /// file: git itself may not know the extension either.
    private func extensionValue(_ name: String) -> String? {
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        guard git_repository_discover(&buffer, (named ?? context.workingDirectory).nativePath, 1, nil) == 0,
            let path = buffer.ptr
        else { return nil }
        let directory = String(cString: path)
        let common = (try? Files.readIfPresent(Paths.join(directory, "commondir")))?.asText.split(separator: "\n").first
        let config = Paths.join(common.map { Paths.join(directory, String($0)) } ?? directory, "config")
        let answer = try? ChildProcess.run(
            ["git", "config", "--file", config, "extensions.\(name)"], environment: context.environment)
        return answer?.status.isSuccess == true ? answer?.text : nil
    }

    /// The lower-case name of the extension that the last call stopped at.
    private static func refusedExtension() -> String? {
        let cause = git_error_last().map { String(cString: $0.pointee.message) } ?? ""
        guard let word = cause.split(separator: " ").last, cause.contains("unsupported extension"),
            word.hasPrefix("extensions.")
        else { return nil }
        return word.dropFirst("extensions.".count).lowercased()
    }

    private func tryOpening(_ handle: inout OpaquePointer?) -> Int32 {
        let environment = context.environment
        var flags = named == nil ? 0 : GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
        if ["1", "true", "yes", "on"].contains(environment["GIT_DISCOVERY_ACROSS_FILESYSTEM"]?.lowercased()) {
            flags |= GIT_REPOSITORY_OPEN_CROSS_FS.rawValue
        }
        return git_repository_open_ext(
            &handle, (named ?? context.workingDirectory).nativePath, flags, environment["GIT_CEILING_DIRECTORIES"])
    }

    /// The worktree that the environment asks for: GIT_WORK_TREE, or the working folder when only GIT_DIR is given.
    /// Nil when it is the repository's own affair.
    private func workTree(of handle: OpaquePointer) -> String? {
        if let top = context.environment["GIT_WORK_TREE"] { return Paths.join(context.workingDirectory, top) }
        guard named != nil, git_repository_is_bare(handle) == 0, let found = git_repository_workdir(handle) else {
            return nil
        }
        let isLinked = git_repository_is_worktree(handle) == 1
        let beside = Paths.parent(String(cString: git_repository_path(handle)))
        let isConfigured = !isLinked && Paths.normalize(String(cString: found)) != Paths.normalize(beside)
        return isConfigured ? nil : context.workingDirectory
    }

    /// libgit2 knows `safe.directory` only in part, so git decides, and its words are shown.
    private func askGitWhetherToTrust() throws(GitError) {
        let answer: ChildResult
        do {
            answer = try ChildProcess.run(
                ["git", "rev-parse", "--git-dir"], workingDirectory: context.workingDirectory,
                environment: context.environment)
        } catch {
            throw GitError(.commandFailed, error.diagnostic.message)
        }
        if answer.status.isSuccess { return }
        let lines = answer.errors.asText.split(separator: "\n").map(String.init)
        let sentence = lines.first.map { $0.hasPrefix("fatal: ") ? String($0.dropFirst(7)) : $0 }
        let command = lines.last { $0.contains("safe.directory") && $0.contains("git config") }
        throw GitError(
            .unsupportedRepository, sentence ?? "detected dubious ownership in repository",
            hints: command.map { [String($0.drop { $0 == "\t" || $0 == " " })] } ?? [])
    }

    /// libgit2 1.5 reports "config value 'safe.directory' was not found" when no configuration has the key.
    private static func isAboutTheOwner(_ result: Int32) -> Bool {
        if result == GIT_EOWNER.rawValue { return true }
        let cause = git_error_last().map { String(cString: $0.pointee.message) } ?? ""
        return result == GIT_ENOTFOUND.rawValue && cause.contains("safe.directory")
    }

    private static func error(_ result: Int32) -> GitError {
        let cause = git_error_last().map { String(cString: $0.pointee.message) } ?? ""
        if result == GIT_ENOTFOUND.rawValue {
            return GitError(.notARepository, "not a git repository (or any of the parent directories): .git")
        }
        return GitError(.other, "cannot open repository: \(cause)")
    }
}
