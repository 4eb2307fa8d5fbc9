internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsScaffold
internal import MLOpsSystem
internal import MLOpsTerminal

struct Env: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "env", abstract: "Show what a bug report needs",
        discussion:
            "Versions, places and the configuration that concerns git-mlops. No address of a remote, no credential.")

    init() {}

    func run(in session: Session) throws -> Int32 {
        let context = session.context
        session.out.line("git-mlops version \(Application.version)")
        session.out.line(Self.gitVersion(context))
        session.out.line("executable=\(context.executablePath)")
        session.out.line("share=\(context.shareDirectory ?? "not found")")
        for name in context.environment.keys.filter({ $0.hasPrefix("GIT_MLOPS_") }).sorted() {
            session.out.line("\(name)=\(context.environment[name] ?? "")")
        }
        do {
            guard let repository = try Repository.openIfPresent(context) else {
                session.out.line("repository=none")
                return 0
            }
            try show(repository, session)
        } catch let error as GitError where error.code == .unsupportedRepository {
            session.out.line("repository=unsupported: \(error.message)")
        }
        return 0
    }

    private func show(_ repository: Repository, _ session: Session) throws {
        session.out.line("worktree=\(repository.workTree ?? "none (bare)")")
        session.out.line("git-dir=\(repository.gitDirectory)")
        session.out.line("common-dir=\(repository.commonDirectory)")
        let config = try repository.config
        for section in ["filter", "diff", "merge"] {
            for name in config.subsections(of: section) where name.hasPrefix("mlops") || name == "lfs" {
                for key in ["process", "clean", "smudge", "required", "textconv", "driver"] {
                    if let value = config["\(section).\(name).\(key)"] {
                        session.out.line("\(section).\(name).\(key)=\(value)")
                    }
                }
            }
        }
        session.out.line("core.hooksPath=\(config["core.hooksPath"] ?? "")")
        session.out.line("remotes=\(config.subsections(of: "remote").joined(separator: " "))")
        for (event, state) in try RepositorySetup(repository).hookStates() {
            session.out.line("hook.\(event.rawValue)=\(state)")
        }
    }

    private static func gitVersion(_ context: InvocationContext) -> String {
        let result = try? ChildProcess.run(["git", "version"], environment: context.environment)
        return result?.text ?? "git not found"
    }
}
