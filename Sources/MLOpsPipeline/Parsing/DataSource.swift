internal import MLOpsCore
internal import MLOpsDocuments

/// A `PATH.dvc`: data that no stage makes, which DVC's graph shows like a stage that never runs.
package enum DataSource {
    /// The stage that stands for the file at `path`; nil when it names no outputs.
    package static func stage(_ bytes: [UInt8], path: String) -> Stage? {
        guard let document = try? Document.parse(bytes, format: .yaml, name: path),
            let outs = document["outs"]?.arrayValue
        else { return nil }
        let folder = RelativePath.join(RelativePath.parent(path), document["wdir"]?.stringValue ?? "")
        var stage = Stage(name: path, command: .null, workingDirectory: folder)
        stage.isFrozen = true
        stage.outs = outs.compactMap { out in
            out["path"]?.stringValue.map { StageOutput(path: RelativePath.join(folder, $0), kind: .output) }
        }
        return stage.outs.isEmpty ? nil : stage
    }
}
