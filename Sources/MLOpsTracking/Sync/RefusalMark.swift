package import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem

/// Remembers that a remote refused our refs, so that what helps is said once and not at every push.
struct RefusalMark {
    private let store: RunStore
    private let path: String

    init(_ store: RunStore, remote: String) {
        self.store = store
        let name = Hex.encode(Array(remote.utf8))
        path = Paths.join(store.log.layout.directory, "refused-\(name.prefix(200))")
    }

    func tellOnce() throws {
        guard try Files.create([], at: path) else { return }
        for line in RefusedPrefix.hints(store.log.layout.references) { store.repository.context.reporter.hint(line) }
    }

    func clear() throws { try Files.remove(path) }
}

/// What helps with a host that takes none of our refs.
package enum RefusedPrefix {
    package static func hints(_ references: LogReferences) -> [String] {
        if references.remotePrefix != LogReferences.standardPrefix { return [] }
        return [
            "some hosts take only branches and tags; the log can be kept in branches there:",
            "git config mlops.refPrefix \(LogReferences.branchPrefix)",
        ]
    }
}
