internal import ArgumentParser

struct MigrateInfo: HistoryMigration {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show what a history holds by file type",
        discussion: "Takes the options of 'git lfs migrate info'; see git-lfs-migrate(1).")

    @Argument(parsing: .captureForPassthrough, help: "Options and branches")
    var arguments: [String] = []

    init() {}
}
