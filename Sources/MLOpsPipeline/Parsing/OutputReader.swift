internal import MLOpsCore
internal import MLOpsDocuments

/// One item of `outs`, `metrics` or `plots` of a stage.
struct OutputReader {
    private static let flags = [
        "cache", "persist", "push", "remote", "desc", "type", "labels", "meta", "checkpoint",
    ]

    let reader: SectionReader
    let folder: String
    let kind: StageOutput.Kind

    func outputs() throws(DocumentError) -> [StageOutput] {
        if case .string(let path) = reader.value { return [try output(path)] }
        guard case .object(let entries) = reader.value else {
            throw reader.mismatch("a path or a path with its flags", hint: "write 'PATH' or 'PATH: {FLAG: VALUE}'")
        }
        var result: [StageOutput] = []
        for (path, properties) in entries {
            var output = try output(path)
            let section = reader.child(path, properties)
            if case .array = properties, kind == .plots {
                output.properties["plots"] = properties
                for item in try section.items() { _ = try item.object(allowing: Self.flags + PlotReader.properties) }
            } else {
                try apply(section, to: &output)
            }
            result.append(output)
        }
        return result
    }

    private func output(_ path: String) throws(DocumentError) -> StageOutput {
        let resolved = RelativePath.join(folder, path)
        if RelativePath.isExternal(resolved) || RelativePath.isURL(path) {
            throw reader.error(
                "the output '\(path)' lies outside the repository", hint: "let the stage write into the repository")
        }
        if RelativePath.entersGitFolder(resolved) || resolved.isEmpty {
            throw reader.error("'\(path)' cannot be an output")
        }
        if Self.isOfPipeline(resolved) || reader.document.name.hasPrefix(resolved + "/") {
            throw reader.error(
                "'\(path)' cannot be an output: it is or holds a file that describes stages or data",
                hint: "let the stage write to another place")
        }
        var output = StageOutput(path: resolved, kind: kind)
        output.written = path
        return output
    }

    /// Pipelines, their locks, `.dvc` files, and what lies in DVC's own folder: a stage's outputs are removed before it
    /// runs.
    private static func isOfPipeline(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        let name = String(parts.last ?? "")
        return parts.contains(".dvc") || name.hasSuffix(".dvc") || name == DVCLock.name
            || Pipeline.fileNames.contains(name)
    }

    private func apply(_ section: SectionReader, to output: inout StageOutput) throws(DocumentError) {
        let names = Self.flags + (kind == .plots ? PlotReader.properties : [])
        for (key, value) in try section.object(allowing: names) {
            let entry = section.child(key, value)
            switch key {
            case "cache": output.isCached = try entry.bool()
            case "persist": output.isPersistent = try entry.bool()
            case "push": output.isPushed = try entry.bool()
            case "desc": output.description = try entry.string()
            default:
                try PlotReader.check(entry, key)
                output.properties[key] = value
            }
        }
    }
}
