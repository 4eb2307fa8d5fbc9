internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsLog
internal import MLOpsTracking

struct LogPurgeVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Remove runs or single ops for good, from every clone",
        usage: "git mlops log purge --yes <run | op>...",
        discussion: """
            For secrets that were recorded. What is purged cannot be brought back: every clone drops it when it syncs.
            Hosts keep objects that nothing names until their own garbage collection, so a secret that was pushed must
            be revoked as well.
            """)

    @Argument(help: "Runs, each an id, its beginning, or a name; or full ids of ops ('log show')")
    var targets: [String]

    @Flag(help: "Do it; without, only say what would go")
    var yes = false

    func run(in session: Session) throws -> Int32 {
        let store = try RunStore(session.repository())
        let purge = try LogPurge(targets, in: store)
        guard yes else {
            for line in purge.summary { session.reporter.note("would purge \(line)") }
            session.reporter.hint("git mlops log purge --yes \(targets.joined(separator: " "))")
            return 1
        }
        let result = try purge.perform()
        for line in purge.summary { session.reporter.note("purged \(line)") }
        if let scrub = result.scrub {
            session.reporter.note("removed \(scrub.removed) objects from this clone")
            if scrub.left > 0 {
                session.reporter.warning("what the remote still has stays here, too, until it has the new log")
            }
        }
        session.reporter.hint("git mlops sync")
        session.reporter.hint(
            "hosts and other clones keep the bytes until they sync and collect garbage: revoke secrets")
        return 0
    }
}
