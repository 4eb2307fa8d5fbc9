package import MLOpsCore
package import MLOpsGit
internal import MLOpsLog
package import MLOpsStore
internal import MLOpsSystem

/// `git mlops log …`: adds facts to a run, from inside it (any language, any working folder) or from outside.
package final class RunLogger {
    private let repository: Repository
    private let run: String
    /// Whether a process on this machine is recording the run: then there is a journal.
    let isInside: Bool
    private lazy var store = Result { try openStore() }

    /// `run` nil: the run that the environment names.
    package init(_ repository: Repository, run: String?) throws {
        self.repository = repository
        if let run {
            self.run = try RunStore(repository).find(run).id
        } else if let current = Self.current(repository) {
            self.run = current
        } else {
            throw Diagnostic.fatal(
                "not inside a run", hint: "use 'git mlops run -- <command>', or name a run with --run <run>")
        }
        isInside = RunJournal(try LogLayout(repository), run: self.run).isOwned
    }

    /// The run that the environment names: this process is a part of it. Its id may be one of another repository.
    static func current(_ repository: Repository) -> String? {
        repository.context.environment["GIT_MLOPS_RUN"].flatMap { Hex.decode($0)?.count == 16 ? $0 : nil }
    }

    /// Where the run that is being recorded keeps its repository: a child may have changed its working folder.
    package static func context(_ context: InvocationContext) -> InvocationContext {
        guard let folder = context.environment["GIT_MLOPS_GIT_DIR"], context.environment["GIT_MLOPS_RUN"] != nil else {
            return context
        }
        var inside = context
        inside.environment["GIT_DIR"] = folder
        return inside
    }

    /// Writes the entries: to the journal while the run is recorded here, else as ops of their own.
    package func log(_ entries: [RunJournal.Entry]) throws {
        if isInside {
            try RunJournal(try LogLayout(repository), run: run).append(entries)
        } else {
            try store.get().log.append(RunJournal.drafts(entries, run: run, segment: nil))
        }
    }

    /// Writes many points as ops of their own, past the journal: it would only write them twice.
    func logAtOnce(_ points: [(key: MetricContext, value: [MetricPoint])]) throws {
        try store.get().log.append(points.flatMap { MetricOps.drafts($0.value, context: $0.key, run: run) })
    }

    private func openStore() throws -> RunStore {
        let store = try RunStore(repository)
        guard try store.record(run) != nil else { throw LogError(.unknownRun, "no such run 'r-\(run)'") }
        return store
    }

    /// Stores a file: in the object store above 1 MiB, else as a git blob. `name` is what the run calls it.
    package func logArtifact(_ path: String, name: String, store: ObjectStore) throws {
        guard let info = Files.info(path, followLinks: true) else {
            throw Diagnostic.fatal("cannot open '\(path)': No such file or directory")
        }
        guard info.kind == .file else { throw Diagnostic.fatal("'\(path)' is not a file") }
        if info.size > 1 << 20 {
            let writer = store.makeWriter()
            try Descriptor(opening: path).forEachChunk { try writer.append($0) }
            let object = try writer.finish()
            try log([.artifact(name: name, size: object.size, digest: object.id.hex, blob: nil)])
        } else {
            let blob = try repository.writeBlob(try Files.read(path))
            try log([.artifact(name: name, size: info.size, digest: nil, blob: blob.hex)])
        }
    }
}
