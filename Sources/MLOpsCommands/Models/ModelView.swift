internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTracking

/// Models for people and for programs.
enum ModelView {
    /// `{"model": NAME, "version": VERSION, "schema": 1}`.
    static func document(_ model: ModelRecord, _ version: ModelVersion) -> JSONValue {
        ["schema": 1, "model": .string(model.name), "version": version.json(in: model)]
    }

    /// `Production: v8` for each stage that holds something, contested ones with all who contend.
    static func stages(_ model: ModelSummary, _ out: Output) -> [(name: String, text: String)] {
        model.stages.map { stage in
            let names = stage.versions.joined(separator: " ")
            return (stage.name, stage.isContested ? out.paint("CONTESTED", .red) + " " + names : names)
        }
    }

    static func write(_ model: ModelRecord, to out: Output) {
        out.line(out.paint("model \(DisplayText.oneLine(model.name))", .yellow) + (model.isDeleted ? " (deleted)" : ""))
        var facts = [
            ("created", "\(Timestamp.local(model.created)) by \(model.author)"),
            ("about", model.description),
            ("tags", model.tags.values.map { "\($0.key)=\($0.value)" }.joined(separator: " ")),
            (
                "aliases",
                model.aliases.compactMap { key, id in model.version(id: id).map { "\(key)=\($0.name)" } }
                    .joined(separator: " ")
            ),
        ]
        facts += stages(ModelSummary(model), out)
        let width = facts.map { $0.0.count }.max() ?? 0
        for (name, value) in facts where !value.isEmpty {
            let label = DisplayText.oneLine(name)
            out.line(
                "\(label):" + String(repeating: " ", count: max(1, width + 1 - label.count))
                    + DisplayText.painted(value))
        }
        if !model.versions.isEmpty {
            out.line()
            out.write(versions(model, includeDeleted: false, out).text { out.paint($0, .bold) })
        }
    }

    static func versions(_ model: ModelRecord, includeDeleted: Bool, _ out: Output) -> Table {
        var table = Table(columns: [
            .init("VERSION"), .init("STAGE"), .init("ALIASES"), .init("RUN"), .init("COMMIT"), .init("CREATED"),
            .init("BY"), .init("SHA256"),
        ])
        for version in model.versions.reversed() where includeDeleted || !version.isDeleted {
            table.rows.append([
                version.name + (version.isDeleted ? " (deleted)" : ""),
                model.stages(of: version.id).joined(separator: " "),
                model.aliases(of: version.id).joined(separator: " "),
                version.run.map(RunName.short) ?? "", version.commit.map { String($0.prefix(7)) } ?? "",
                Timestamp.local(version.created), version.author,
                version.files.map { String($0.digest.prefix(12)) }.prefix(3).joined(separator: " "),
            ])
        }
        return table
    }

    static func models(_ models: [ModelSummary], _ out: Output) -> Table {
        var table = Table(columns: [.init("MODEL"), .init("VERSIONS", .right), .init("STAGES"), .init("ABOUT")])
        table.rows = models.map { model in
            [
                model.name + (model.isDeleted ? " (deleted)" : ""),
                "\(model.versions)",
                stages(model, out).map { "\($0.name)=\($0.text)" }.joined(separator: ", "),
                model.description,
            ]
        }
        return table
    }

    /// `age: long, name: string (optional)`.
    static func fields(_ fields: [ModelSignature.Field]) -> String {
        fields.map { field in
            (field.name.isEmpty ? "" : "\(field.name): ") + field.type + (field.isRequired ? "" : " (optional)")
        }.joined(separator: ", ")
    }
}
