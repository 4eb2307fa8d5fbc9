internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex

/// Towards effects, where a stage names a folder and the data is a file in it, or the other way round.
extension LineageTracer {
    /// Stages that read a folder around the file, with this content in it, or a file within the folder.
    func stagesNearby(_ data: LineageData) throws -> [StageFacts] {
        if data.facts["files"] != nil { return try stages(readingPartsOf: data) }
        let links = try index.readers(ofPaths: data.folders)
        return try links.compactMap { link in
            guard let stage = try index.stage(link.op).flatMap(StageFacts.init) else { return nil }
            let inside = String(data.path.dropFirst(link.path.utf8.count + 1))
            return holds(link, of: stage, inside, hash: data.key) ? stage : nil
        }
    }

    private func stages(readingPartsOf folder: LineageData) throws -> [StageFacts] {
        let size = folder.facts["listing"]?.integerValue
        return try index.readers(within: folder.path).compactMap { link in
            let inside = String(link.path.dropFirst(folder.path.utf8.count + 1))
            guard let stage = try index.stage(link.op).flatMap(StageFacts.init) else { return nil }
            guard let holds = sources.holds(folder.key, listing: size, inside, hash: link.key) else {
                graph.set("read_by_path", true, of: folder.id)
                return stage
            }
            return holds ? stage : nil
        }
    }

    /// Whether the folder that the stage read held the file: by its listing where that is here, else by the snapshot
    /// with which the run began. Where neither has it, it did not as far as anybody knows.
    private func holds(_ link: LinkRow, of stage: StageFacts, _ path: String, hash: String) -> Bool {
        let size = stage.deps.first { $0.path == link.path }?.facts["listing"]?.integerValue
        if let known = sources.holds(link.key, listing: size, path, hash: hash) { return known }
        let tree = facts(stage.row.run)?.startTree
        guard let entry = sources.entry("\(link.path)/\(path)", in: tree), !entry.isTree else { return false }
        return sources.content(entry.id) == hash
    }
}
