internal import ArgumentParser

struct MigrateExport: HistoryMigration {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Put large files of a history back into git",
        discussion: "Takes the options of 'git lfs migrate export'; see git-lfs-migrate(1).")

    @Argument(parsing: .captureForPassthrough, help: "Options and branches")
    var arguments: [String] = []

    init() {}
}
