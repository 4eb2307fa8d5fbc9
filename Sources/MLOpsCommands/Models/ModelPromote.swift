internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsRegistry
internal import MLOpsTerminal
internal import MLOpsTracking

struct ModelPromote: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Put a version into a stage",
        usage: "git mlops model promote [--why <text>] [--offline] <model>@<version> <stage>",
        discussion: """
            The remote's registry decides between two who promote at once: the second is told and changes nothing.
            Offline, the promotion counts when it is synced, unless somebody else was faster.
            """,
        aliases: ["stage"])

    @Argument(help: "MODEL@VERSION")
    var reference: String

    @Argument(help: "Staging, Production, Archived or a name of your own")
    var stage: String

    @Option(help: "The reason, for the history")
    var why: String?

    @Flag(help: "Do not ask the remote")
    var offline = false

    @Option(help: "The remote that decides; without it the one that git push would use")
    var remote: String?

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let repository = registry.store.repository
        let reference = try ModelReference(reference)
        let stage = try RegistryName.stage(stage)
        let name = try remote ?? DefaultRemote.name(repository)
        let exists = try repository.config["remote.\(name).url"] != nil
        if let remote, !exists { throw Diagnostic.fatal("no such remote '\(remote)'") }
        let outcome = try ModelPromotion(
            registry, reference, stage: stage, why: why, remote: offline || !exists ? nil : name
        ).perform()
        if json {
            session.out.json(document(outcome, stage, try registry.find(reference.name)))
            if case .lost = outcome { return 1 }
            return 0
        }
        return try tell(outcome, reference, stage, hasRemote: exists, session)
    }

    private func tell(
        _ outcome: ModelPromotion.Outcome, _ reference: ModelReference, _ stage: String, hasRemote: Bool,
        _ session: Session
    ) throws -> Int32 {
        let what = "\(reference.name)@\(reference.selector)"
        switch outcome {
        case .already: session.reporter.note("\(what) is in \(stage) already")
        case .published(let remote): session.reporter.note("\(what) is in \(stage) on '\(remote)'")
        case .local(let reason):
            session.reporter.note("\(what) is in \(stage) here")
            guard hasRemote else { break }
            session.reporter.warning("\(reason): it counts for others after a sync, unless somebody was faster")
            session.reporter.hint("git mlops sync")
        case .lost(let version, let author):
            let text = version.map { "\(author) promoted \($0) first" } ?? "\(author) emptied \(stage) first"
            throw Diagnostic.error(
                "\(text); \(stage) of '\(reference.name)' was not changed",
                hint: "run the same command again to replace it")
        }
        return 0
    }

    private func document(_ outcome: ModelPromotion.Outcome, _ stage: String, _ model: ModelRecord) -> JSONValue {
        var members: JSONObject = [
            "schema": 1, "model": .string(model.name), "stage": .string(stage),
            "effective": .optional(model.effectiveVersion(of: stage)?.name),
            "contested": .bool(model.stages[stage]?.isContested ?? false),
        ]
        switch outcome {
        case .already: members["outcome"] = "already"
        case .published(let remote):
            members["outcome"] = "published"
            members["remote"] = .string(remote)
        case .local(let reason):
            members["outcome"] = "local"
            members["reason"] = .string(reason)
        case .lost(_, let author):
            members["outcome"] = "lost"
            members["author"] = .string(author)
        }
        return .object(members)
    }
}
