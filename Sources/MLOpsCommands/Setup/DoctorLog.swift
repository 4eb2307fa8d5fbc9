internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsLog
internal import MLOpsRegistry
internal import MLOpsScaffold
internal import MLOpsTracking

/// What doctor says of the log: what this clone lacks, what remotes lack, and what was left over.
enum DoctorLog {
    static func examine(_ repository: Repository) throws -> [DoctorFinding] {
        guard TrackingHooks.hasLog(repository) else { return [] }
        let store = try RunStore(repository, tellsHoles: false)
        return holes(store) + (try remotes(store)) + (try writers(store)) + (try stages(store))
            + (try backups(repository)) + (try laterFormats(repository))
    }

    private static func laterFormats(_ repository: Repository) throws -> [DoctorFinding] {
        try LaterFormat.sentences(repository).map { .init("runs", .warning, $0, fix: LaterFormat.hint) }
    }

    private static func holes(_ store: RunStore) -> [DoctorFinding] {
        guard let sentence = store.log.holes.sentence else { return [.init("runs", .ok, "the log is whole")] }
        return [.init("runs", .problem, sentence, fix: "git mlops sync")]
    }

    private static func remotes(_ store: RunStore) throws -> [DoctorFinding] {
        let config = try store.repository.config
        return try config.subsections(of: "remote").filter { config["remote.\($0).url"] != nil }.flatMap { remote in
            try unpushed(to: remote, store) + inboxes(on: remote, store)
        }
    }

    private static func unpushed(to remote: String, _ store: RunStore) throws -> [DoctorFinding] {
        let counts = try LogStore.allCases.map { ($0, try store.unpushedOps(of: $0, to: remote)) }.filter { $0.1 > 0 }
        if counts.isEmpty { return [.init("runs", .ok, "\(remote) has every op of this clone")] }
        return counts.map { kind, count in
            let what = count == 1 ? "1 op of the \(kind.title) is" : "\(count) ops of the \(kind.title) are"
            return .init("runs", .warning, "\(what) not pushed to \(remote)", fix: "git mlops sync \(remote)")
        }
    }

    private static func inboxes(on remote: String, _ store: RunStore) throws -> [DoctorFinding] {
        let open = try store.repository.references(LogReferences.tracking(remote) + "inbox/").count
        if open == 0 { return [] }
        let what = open == 1 ? "1 inbox waits" : "\(open) inboxes wait"
        return [.init("runs", .warning, "\(what) on \(remote) to be folded", fix: "git mlops sync \(remote)")]
    }

    private static func writers(_ store: RunStore) throws -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        if WriterIdentity.isCopy(store.repository, store.log.layout) {
            findings.append(
                .init("runs", .ok, "this clone is a copy of another: it writes the log under a name of its own"))
        }
        let ops = try store.index.quarantined().compactMap { try store.log.op($0) }
        for (writer, group) in Dictionary(grouping: ops, by: \.writer).sorted(by: { $0.key < $1.key }) {
            let what = group.count == 1 ? "1 op" : "\(group.count) ops"
            findings.append(
                .init(
                    "runs", .warning, "\(what) of writer \(writer.prefix(8)) with an impossible clock left out",
                    fix: "git mlops log verify"))
        }
        return findings
    }

    /// Stages that two clones filled without knowing of each other, and no remote between them.
    private static func stages(_ store: RunStore) throws -> [DoctorFinding] {
        try ModelRegistry(store).models().flatMap { model in
            model.stages.compactMap { name, stage -> DoctorFinding? in
                guard stage.isContested else { return nil }
                let versions = stage.claims.compactMap {
                    model.version(id: $0.version)?.name
                }
                return .init(
                    "runs", .warning, "\(model.name): \(versions.joined(separator: " and ")) contend for \(name)",
                    fix: "git mlops model resolve --winner \(versions.first ?? "<version>") \(model.name) \(name)")
            }
        }
    }

    private static func backups(_ repository: Repository) throws -> [DoctorFinding] {
        let names = try repository.references("refs/mlops-backup/").map(\.name)
        if names.isEmpty { return [] }
        let what = names.count == 1 ? "1 backup of the log is" : "\(names.count) backups of the log are"
        return [
            .init(
                "runs", .ok, "\(what) kept; git mlops log compact deletes those of more than thirty days",
                fix: "git for-each-ref refs/mlops-backup/")
        ]
    }
}

extension LogStore {
    fileprivate var title: String { self == .runs ? "log of runs" : "registry" }
}
