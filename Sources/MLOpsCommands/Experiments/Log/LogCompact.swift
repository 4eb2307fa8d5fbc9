internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsTerminal
internal import MLOpsTracking

struct LogCompact: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact", abstract: "Rewrite the log as one commit under a new name",
        usage: "git mlops log compact [--prune-old] [--json]",
        discussion: """
            Nothing is lost: only what was purged goes. Clones that were away carry their ops over when they sync. The
            log of before is kept for thirty days, here as a backup ref and on remotes.
            """)

    @Flag(help: "Delete the logs of before now, here and on the default remote")
    var pruneOld = false

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        let store = try RunStore(repository)
        let results = try LogStore.allCases.compactMap { try store.log.compact($0) }
        let pruned = pruneOld ? try pruneRemote(store) : []
        let backups = try store.log.pruneBackups(all: pruneOld)
        if json {
            session.out.json([
                "schema": 1, "stores": .array(results.map(\.json)), "pruned": .array(pruned.map(JSONValue.string)),
                "backups_deleted": .integer(Int64(backups)),
            ])
            return 0
        }
        if results.isEmpty { session.reporter.note("nothing to compact") }
        for result in results { session.reporter.note(result.sentence) }
        for name in pruned { session.reporter.note("deleted \(name)") }
        if backups > 0 { session.reporter.note("deleted \(backups) \(backups == 1 ? "backup" : "backups")") }
        if !results.isEmpty { session.reporter.hint("git mlops sync") }
        return 0
    }

    private func pruneRemote(_ store: RunStore) throws -> [String] {
        let remote = try DefaultRemote.name(store.repository)
        guard try store.repository.config["remote.\(remote).url"] != nil else { return [] }
        let sync = LogSync(store, remote: remote)
        try sync.fetch()
        if case .refused(let reason) = try sync.push() {
            throw Diagnostic.error("'\(remote)' refused the log: \(reason)")
        }
        return try sync.pruneEarlier(all: true)
    }
}

extension CompactionResult {
    var sentence: String {
        let text =
            "\(store.rawValue): \(ops) \(ops == 1 ? "op" : "ops") of \(commits) commits are now one, generation \(generation)"
        return purged == 0 ? text : text + "; \(purged) purged"
    }

    var json: JSONValue {
        [
            "store": .string(store.rawValue), "generation": .integer(Int64(generation)),
            "commits": .integer(Int64(commits)), "ops": .integer(Int64(ops)), "purged": .integer(Int64(purged)),
            "backup": backup.map(JSONValue.string) ?? .null,
        ]
    }
}
