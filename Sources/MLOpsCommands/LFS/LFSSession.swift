internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

/// What a `git lfs` command is given; the repository and what it holds are found when first asked for.
final class LFSSession {
    let context: InvocationContext
    let out: Output
    private var openRepository: Repository?
    private var readConfig: LFSConfig?
    private var openFiles: LargeFiles?

    init(_ session: Session) {
        context = session.context
        out = session.out
    }

    /// The same in another folder.
    func moved(to folder: String) -> LFSSession {
        var context = context
        context.workingDirectory = folder
        return LFSSession(Session(context: context, out: out))
    }

    var environment: [String: String] { context.environment }

    /// The repository of the working folder, left as it is. Throws Git LFS's own sentence when there is none.
    func repository() throws -> Repository {
        if let openRepository { return openRepository }
        try checkNamedWorkTree()
        do {
            let repository = try Repository.open(context)
            openRepository = repository
            return repository
        } catch  where error.code == .notARepository {
            throw LFSExit.notARepository
        }
    }

    /// As ``repository()``, but one with a worktree in which the command runs.
    func workRepository() throws -> Repository {
        let repository = try repository()
        if workTree(of: repository) == nil { throw LFSExit.noWorkTree }
        return repository
    }

    /// git stops at a worktree that is not there; libgit2 would take another.
    private func checkNamedWorkTree() throws {
        let top = environment["GIT_WORK_TREE"] ?? ""
        if top.isEmpty || Files.isDirectory(Paths.absolute(top, in: context.workingDirectory)) { return }
        throw LFSExit("fatal: Invalid path '\(top)': No such file or directory", code: 128)
    }

    /// None from inside the git directory, unless GIT_WORK_TREE names it.
    func workTree(of repository: Repository) -> String? {
        let isNamed = environment["GIT_WORK_TREE"]?.isEmpty == false
        return isNamed || !folderLies(in: repository.gitDirectory) ? repository.workTree : nil
    }

    /// Where the command runs: the working folder, or the top of a worktree which is elsewhere.
    func folder(in repository: Repository) -> String {
        guard let top = repository.workTree, !folderLies(in: top) else { return context.workingDirectory }
        return top
    }

    private func folderLies(in folder: String) -> Bool {
        let here = Files.resolve(context.workingDirectory) ?? context.workingDirectory
        let top = Files.resolve(folder) ?? folder
        return here == top || here.hasPrefix(top + "/")
    }

    /// Writes down which format the repository has, as Git LFS does, and stops at one that is unknown. Files that
    /// broken transfers left are removed.
    func prepareRepository() throws {
        guard let repository = try? repository() else { return }
        clearTemporaries()
        let key = "lfs.repositoryformatversion"
        let answer = try repository.git(["config", "--local", key])
        if !answer.status.isSuccess {
            // A repository that cannot be written can still be read.
            _ = try? repository.git(["config", "--local", key, "0"])
        } else if answer.text != "0" {
            throw LFSExit("Unknown repository format version: \(answer.text)", code: 128, isOutput: true)
        }
    }

    /// Removes files that broken transfers left.
    func clearTemporaries() {
        if let store = try? files().store { StaleTemporaries(store).remove(now: context.now()) }
    }

    func config() throws -> LFSConfig {
        if let readConfig { return readConfig }
        let config = try LFSConfig(of: repository())
        readConfig = config
        if !config.ignoredKeys.isEmpty {
            let keys = config.ignoredKeys.map { "  \($0)" }.joined(separator: "\n")
            tell("warning: These unsafe '.lfsconfig' keys were ignored:\n\n\(keys)")
        }
        for alias in URLAliases.ambiguous(in: config.git) {
            tell("warning: Multiple 'url.*.\(alias.key)' keys with the same alias: \"\(alias.prefix)\"")
        }
        return config
    }

    func files() throws -> LargeFiles {
        if let openFiles { return openFiles }
        let files = try LargeFiles(repository())
        openFiles = files
        return files
    }

    /// A boolean of the environment, else of the configuration.
    func isOn(_ variable: String, _ key: String? = nil, default standard: Bool = false) throws -> Bool {
        if let word = environment[variable] {
            return !["", "0", "f", "false", "no", "off"].contains(word.lowercased())
        }
        guard let key else { return standard }
        return try config().bool(key) ?? standard
    }

    /// A line on standard error.
    func tell(_ text: String) {
        out.flush()
        TerminalReporter.writeError(DisplayText.lines(text) + "\n")
    }

    /// The program that holds the filters, beside ours or on PATH.
    func filterProgram() -> String {
        let beside = Paths.join(Paths.parent(context.executablePath), "git-mlops-filter")
        return Files.exists(beside) ? beside : "git-mlops-filter"
    }
}
