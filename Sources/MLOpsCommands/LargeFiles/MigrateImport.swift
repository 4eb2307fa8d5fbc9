internal import ArgumentParser

struct MigrateImport: HistoryMigration {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make files of a history large files",
        discussion: "Takes the options of 'git lfs migrate import'; see git-lfs-migrate(1).")

    @Argument(parsing: .captureForPassthrough, help: "Options and branches")
    var arguments: [String] = []

    init() {}
}
