internal import ArgumentParser
internal import MLOpsTerminal

struct Migrate: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Move files of a history into or out of large files",
        discussion: "info, import or export, with the options of 'git lfs migrate'; see git-lfs-migrate(1).")

    @Argument(parsing: .captureForPassthrough, help: "info, import or export, options and branches")
    var arguments: [String] = []

    init() {}

    func run(in session: Session) throws -> Int32 {
        if ["-h", "--help"].contains(arguments.first ?? "-h") {
            session.out.line(UsageText.help(Root.helpMessage(for: Self.self)))
            return 0
        }
        return LFSApplication.run(["migrate"] + arguments, in: session)
    }
}
