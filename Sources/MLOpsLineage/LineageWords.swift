internal import MLOpsCore

/// How nodes are put into words.
enum LineageWords {
    static func name(_ node: LineageNode) -> String {
        switch node.kind {
        case .stage: "stage \(node.title)"
        case .run: "run \(node.title)"
        case .commit: "commit \(node.title)"
        case .dataset: "dataset \(node.title)"
        case .logged: "logged model \(node.title)"
        case .data where node.title.isEmpty: node.text("sha256") ?? node.id
        case .data, .version, .origin: node.title
        }
    }

    static func notes(_ node: LineageNode) -> [String] {
        switch node.kind {
        case .data: dataNotes(node)
        case .stage: ["(\(activity(node, named: false)))"]
        case .run: runNotes(node)
        case .version: versionNotes(node)
        case .commit: [node.text("subject"), node.text("relation")].compactMap { $0 }
        case .dataset: [node.text("digest")].compactMap { $0 }
        case .origin: originNotes(node)
        case .logged: []
        }
    }

    private static func dataNotes(_ node: LineageNode) -> [String] {
        var notes = [(node.text("sha256") ?? node.text("blob") ?? "").prefix(12).description]
        if let files = node.facts["files"]?.integerValue { notes.append("\(files) \(files == 1 ? "file" : "files")") }
        if let commit = node.text("commit") {
            notes.append("commit \(commit.prefix(12))")
        } else if let commit = node.text("in_commit") {
            notes.append("in commit \(commit.prefix(12))")
        } else if let tree = node.text("in_snapshot") {
            notes.append("only in snapshot \(tree.prefix(12))")
        }
        if let other = node.text("made_as") { notes.append("recorded as \(other)") }
        if node.facts["made_by_path"] != nil { notes.append("going by its path") }
        return notes.filter { !$0.isEmpty }
    }

    private static func versionNotes(_ node: LineageNode) -> [String] {
        let stages = (node.facts["stages"]?.arrayValue ?? []).compactMap(\.stringValue)
        let aliases = (node.facts["aliases"]?.arrayValue ?? []).compactMap(\.stringValue)
        return (stages.isEmpty ? [] : [stages.joined(separator: ", ")])
            + (aliases.isEmpty ? [] : ["alias \(aliases.joined(separator: ", "))"])
            + ["registered \(time(node, "created")) by \(node.text("author") ?? "")"]
    }

    private static func originNotes(_ node: LineageNode) -> [String] {
        var notes = ["(outside)"]
        if node.facts["imported"]?.integerValue != nil { notes.append("imported \(time(node, "imported"))") }
        if let tag = node.text("etag") { notes.append("ETag \(tag)") }
        return notes
    }

    static func runNotes(_ node: LineageNode) -> [String] {
        var notes = [node.text("name"), node.facts["deleted"] != nil ? "deleted" : node.text("status")]
        if node.facts["started"]?.integerValue != nil { notes.append(time(node, "started")) }
        if let author = node.text("author") { notes.append(author + (node.text("host").map { " on \($0)" } ?? "")) }
        if let relation = node.text("relation") { notes.append(relation) }
        return notes.compactMap { $0 }
    }

    /// `stage train of r-1a2b3c4d, 2026-01-02 03:04`.
    static func activity(_ node: LineageNode, named: Bool = true) -> String {
        let title = named ? name(node) : ""
        let run = node.kind == .stage ? node.text("run").map { (named ? " of " : "") + "r-" + $0.prefix(8) } ?? "" : ""
        return "\(title)\(run), \(time(node, "started"))"
    }

    private static func time(_ node: LineageNode, _ fact: String) -> String {
        node.facts[fact]?.integerValue.map(Timestamp.local) ?? "?"
    }

    /// What a stage did, a line each.
    static func facts(_ node: LineageNode) -> [LineageOutline.Item] {
        guard node.kind == .stage else { return [] }
        var items = (node.facts["commands"]?.arrayValue ?? []).compactMap(\.stringValue).prefix(5).map {
            LineageOutline.Item(style: .fact, name: "$ \($0)", notes: [])
        }
        let params = values(node.facts["params"])
        if !params.isEmpty { items.append(.init(style: .fact, name: "with \(params)", notes: [])) }
        if let image = node.text("image") { items.append(.init(style: .fact, name: "in image \(image)", notes: [])) }
        return items
    }

    /// `lr=0.1 epochs=3`, at most twelve.
    private static func values(_ files: JSONValue?) -> String {
        let all = (files?.objectValue ?? [:]).flatMap { file, values in
            (values.objectValue ?? [:]).map { key, value in
                key.isEmpty ? file : "\(key)=\(DisplayValue.text(value))"
            }
        }
        return all.prefix(12).joined(separator: " ") + (all.count > 12 ? " +\(all.count - 12)" : "")
    }

    /// The code, environment and parameters that a run began with.
    static func code(_ node: LineageNode) -> [LineageOutline.Item] {
        func item(_ name: String, _ text: String) -> LineageOutline.Item? {
            text.isEmpty ? nil : .init(style: .fact, name: "\(name): \(text)", notes: [])
        }
        let command = (node.facts["command"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")
        let branch = node.text("branch").map { " (\($0))" } ?? ""
        let base = node.text("base").map { $0.prefix(12) + branch } ?? ""
        let dirty = (node.facts["dirty"]?.arrayValue ?? []).compactMap(\.stringValue)
        var snapshot = node.text("snapshot").map { String($0.prefix(12)) } ?? ""
        if !snapshot.isEmpty, !dirty.isEmpty {
            let more = dirty.count > 5 ? " +\(dirty.count - 5)" : ""
            snapshot += ", differs from the commit in \(dirty.prefix(5).joined(separator: " "))\(more)"
            if let commit = node.text("base") { snapshot += " (git diff \(commit.prefix(12)) \(snapshot.prefix(12)))" }
        } else if !snapshot.isEmpty, !base.isEmpty {
            snapshot += ", the commit as it is"
        }
        let environment = (node.facts["environment_files"]?.objectValue ?? [:]).map { path, blob in
            "\(path) \(blob.stringValue?.prefix(12) ?? "")"
        }.joined(separator: ", ")
        return [
            item("command", command), item("commit", String(base)), item("snapshot", snapshot),
            item("parameters", values(node.facts["params"])), item("metrics", values(node.facts["metrics"])),
            item("environment", environment),
        ].compactMap { $0 }
    }
}
