internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsRegistry
internal import MLOpsTerminal
internal import MLOpsTracking

struct ModelPromote: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Put a version into a stage",
        usage: """
            git mlops model promote [--why <text>] [--offline] [--require-gate <gate>]... [--predictions <file>] \
            [--predictions-of <version>=<file>] [--override <reason>] <model>@<version> <stage>
            """,
        discussion: """
            The remote's registry decides between two who promote at once: the second is told and changes nothing.
            Offline, the promotion counts when it is synced, unless somebody else was faster.

            A gate is one of
              METRIC better [by N] [than BASE] [per COLUMN,...]
              METRIC not worse by N [than BASE] [per COLUMN,...]
              METRIC >= N [as measured] [per COLUMN,...]      (or <=)
            BASE is the version in the stage (current), another version, or majority, mean, constant ANSWER. It opens \
            when a test says that it is no chance. Gates in mlops-gate.STAGE.require, of this clone or .mlopsconfig, \
            are demanded always.
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

    @OptionGroup var gates: GateOptions

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
        let keeper = try gates.keeper(registry, reference, stage: stage, session)
        let outcome = try ModelPromotion(
            registry, reference, stage: stage, why: why, remote: offline || !exists ? nil : name, gates: keeper
        ).perform()
        echo(outcome, registry, reference, stage, session)
        if json {
            session.out.json(document(outcome, stage, try registry.find(reference.name), keeper.verdict))
            switch outcome {
            case .lost, .refused: return 1
            case .published, .local, .already: return 0
            }
        }
        if let verdict = keeper.verdict { try tell(verdict, outcome, reference, stage, session) }
        return try tell(outcome, reference, stage, hasRemote: exists, session)
    }

    /// Files, tags and the card follow the promotion.
    private func echo(
        _ outcome: ModelPromotion.Outcome, _ registry: ModelRegistry, _ reference: ModelReference, _ stage: String,
        _ session: Session
    ) {
        let echo = RegistryEcho(registry, session)
        switch outcome {
        case .published, .already:
            if !offline { echo.files(of: reference) }
            echo.tags(of: reference.name, isShared: !offline)
            echo.card(of: reference, in: stage)
        case .local:
            echo.tags(of: reference.name, isShared: false)
            echo.card(of: reference, in: stage)
        case .lost, .refused: break
        }
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
        case .refused: return 1
        }
        return 0
    }

    /// What the gates said, where they were decisive.
    private func tell(
        _ verdict: GateVerdict, _ outcome: ModelPromotion.Outcome, _ reference: ModelReference, _ stage: String,
        _ session: Session
    ) throws {
        let view = GateView(verdict: verdict)
        view.write(to: session.out)
        if outcome == .refused {
            throw Diagnostic.error(
                "\(reference.name)@\(reference.selector) was not promoted to \(stage): \(view.refusal)",
                hint: "git mlops model promote --override <reason> promotes all the same")
        }
        if let reason = verdict.override { session.reporter.warning("gates were overridden: \(reason)") }
    }

    private func document(
        _ outcome: ModelPromotion.Outcome, _ stage: String, _ model: ModelRecord, _ verdict: GateVerdict?
    ) -> JSONValue {
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
        case .refused: members["outcome"] = "refused"
        }
        if let verdict { members["gates"] = .object(verdict.json) }
        return .object(members)
    }
}
