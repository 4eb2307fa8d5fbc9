internal import ArgumentParser

struct Migrate: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Move files of a history into or out of large files",
        discussion: "info, import or export, with the options of 'git lfs migrate'; see git-lfs-migrate(1).")

    @Argument(parsing: .captureForPassthrough, help: "info, import or export, options and branches")
    var arguments: [String] = []

    init() {}

    func run(in session: Session) throws -> Int32 {
        LFSApplication.run(["migrate"] + arguments, in: session)
    }
}
