internal import ArgumentParser
internal import MLOpsTerminal

struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Move files of a history into or out of large files, and away from DVC",
        subcommands: [MigrateInfo.self, MigrateImport.self, MigrateExport.self, MigrateDVC.self])
}

/// What `git lfs migrate` does too, with its options.
protocol HistoryMigration: MLOpsCommand {
    var arguments: [String] { get }
}

extension HistoryMigration {
    func run(in session: Session) throws -> Int32 {
        if ["-h", "--help"].contains(arguments.first) {
            session.out.line(UsageText.help(Root.helpMessage(for: Self.self)))
            return 0
        }
        let status = LFSApplication.run(["migrate", Self.configuration.commandName ?? ""] + arguments, in: session)
        if status == 0, Self.self == MigrateImport.self { session.keepsLargeFiles(try session.repository()) }
        return status
    }
}
