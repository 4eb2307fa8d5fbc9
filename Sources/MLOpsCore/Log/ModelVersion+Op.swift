extension ModelVersion {
    /// The version that a `model.version` registers.
    init(_ op: Op, number: Int64, name: String) {
        self.init(
            id: op.id, number: number, name: name, created: op.time, author: op.author, updated: op.time,
            run: op.text("run"), loggedModel: op.text("logged"), source: op.text("source") ?? "",
            link: op.text("link") ?? "", files: Self.files(op))
        signature = ModelSignature(stored: op.object("signature"))
        commit = op.text("commit")
        tree = op.text("tree")
        status = op.text("status").flatMap(Status.init) ?? .ready
        description = op.text("description") ?? ""
        tags.addAll(of: op)
    }

    private static func files(_ op: Op) -> [File] {
        (op.body["files"]?.arrayValue ?? []).compactMap { item in
            guard let digest = item["sha256"]?.stringValue else { return nil }
            return File(
                name: item["name"]?.stringValue ?? "", size: item["size"]?.integerValue ?? 0, digest: digest,
                blob: item["blob"]?.stringValue)
        }
    }

    /// Applies a `model.update`: each member that is there replaces the value.
    mutating func update(_ op: Op) {
        if let status = op.text("status").flatMap(Status.init) { self.status = status }
        if let message = op.text("message") { statusMessage = message }
        if let source = op.text("source") { self.source = source }
        if let run = op.text("run") { self.run = run }
        updated = op.time
    }
}
