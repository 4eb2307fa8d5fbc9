internal import MLOpsCore
internal import MLOpsDocuments

/// The top-level `plots` section: paths, or ids with the columns they show.
enum PlotReader {
    static let properties = ["x", "y", "x_label", "y_label", "title", "template", "header"]

    /// Throws when a flag of an output, or what its plot shows, is of a kind that DVC refuses.
    static func check(_ entry: SectionReader, _ key: String) throws(DocumentError) {
        switch key {
        case "labels": _ = try entry.strings()
        case "header": _ = try entry.bool()
        case "meta", "checkpoint": break
        default: if Template.text(of: entry.value) == nil { throw entry.mismatch("text") }
        }
    }

    static func plots(_ item: SectionReader) throws(DocumentError) -> [Plot] {
        if case .string(let path) = item.value { return [Plot(id: path, properties: JSONObject())] }
        var plots: [Plot] = []
        for (id, definition) in try item.object() {
            let members = try item.child(id, definition).object(allowing: properties)
            plots.append(Plot(id: id, properties: members))
        }
        return plots
    }
}

/// One entry of the `artifacts` section.
enum ArtifactReader {
    static func artifact(_ id: String, _ reader: SectionReader, folder: String) throws(DocumentError) -> Artifact {
        let members = try reader.object(allowing: ["path", "type", "desc", "labels", "meta"])
        guard let path = members["path"] else {
            throw reader.error("an artifact needs a path", hint: "add 'path: FILE'")
        }
        return Artifact(
            id: id,
            path: RelativePath.join(folder, try reader.child("path", path).string()),
            type: try text("type", members, reader),
            description: try text("desc", members, reader),
            labels: try reader.child("labels", members["labels"] ?? .null).strings(),
            meta: members["meta"] ?? .null)
    }

    private static func text(
        _ key: String, _ members: JSONObject, _ reader: SectionReader
    ) throws(DocumentError) -> String? {
        guard let value = members[key] else { return nil }
        return try reader.child(key, value).string()
    }
}
