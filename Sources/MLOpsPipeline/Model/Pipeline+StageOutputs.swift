package import MLOpsCore

extension Pipeline {
    /// Stages by their names, as objects with `wdir` (relative to the pipeline's folder), `outs`, `metrics` and `plots`,
    /// templates resolved: items in the order in which they are written, `path` or `{path: {cache: false}}`.
    package var stageOutputs: [String: JSONValue] {
        var result: [String: JSONValue] = [:]
        for stage in stages {
            var members = JSONObject()
            members["wdir"] = .string(RelativePath.relative(stage.workingDirectory, to: folder))
            for (key, kind) in [("outs", StageOutput.Kind.output), ("metrics", .metrics), ("plots", .plots)] {
                members[key] = .array(
                    stage.outs.filter { $0.kind == kind }.map { output in
                        output.isCached ? .string(output.written) : .object([output.written: ["cache": false]])
                    })
            }
            result[stage.name] = .object(members)
        }
        return result
    }
}
