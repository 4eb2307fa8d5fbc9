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
        if repository.workTree == nil { throw LFSExit.noWorkTree }
        return repository
    }

    func config() throws -> LFSConfig {
        if let readConfig { return readConfig }
        let config = try LFSConfig(of: repository())
        readConfig = config
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
