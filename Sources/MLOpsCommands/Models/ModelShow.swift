internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsTerminal

struct ModelShow: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a model", usage: "git mlops model show [--json] <model>[@<version>]")

    @Argument(help: "A model, or a version of it: its number, stage or alias")
    var model: String

    @Flag(help: "Print one JSON document")
    var json = false

    func run(in session: Session) throws -> Int32 {
        let (model, version) = try session.registry().target(model, includeDeleted: true)
        if let version {
            if json {
                session.out.json(ModelView.document(model, version))
            } else {
                write(version, of: model, session.out)
            }
        } else if json {
            session.out.json(["schema": 1, "model": model.json])
        } else {
            return try session.paged {
                ModelView.write(model, to: session.out)
                return 0
            }
        }
        return 0
    }

    private func write(_ version: ModelVersion, of model: ModelRecord, _ out: Output) {
        let title = "\(DisplayText.oneLine(model.name))@\(version.name)"
        out.line(out.paint(title, .yellow) + (version.isDeleted ? " (deleted)" : ""))
        let tags = version.tags.values.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        let facts: [(String, String)] = [
            ("created", "\(Timestamp.local(version.created)) by \(version.author)"),
            ("stages", model.stages(of: version.id).joined(separator: " ")),
            ("aliases", model.aliases(of: version.id).joined(separator: " ")),
            ("about", version.description),
            ("run", version.run.map { "r-\($0)" } ?? ""),
            ("commit", version.commit ?? ""),
            ("code", version.tree ?? ""),
            ("source", version.source),
            ("inputs", version.signature.map { ModelView.fields($0.inputs) } ?? ""),
            ("outputs", version.signature.map { ModelView.fields($0.outputs) } ?? ""),
            ("tags", tags),
        ]
        for (name, value) in facts where !value.isEmpty {
            out.line("\(name):" + String(repeating: " ", count: 9 - name.count) + DisplayText.oneLine(value))
        }
        for file in version.files {
            out.line("\(file.digest)  \(file.size)  \(DisplayText.oneLine(file.name))")
        }
        for (promotion, verdict) in model.verdicts(of: version) {
            let view = GateView(verdict: verdict)
            let when = "\(Timestamp.local(promotion.time)) by \(promotion.author)"
            out.line()
            out.line(
                "gates of \(DisplayText.oneLine(promotion.stage ?? "")), \(when): \(DisplayText.oneLine(view.summary))")
            view.write(to: out)
        }
    }
}
