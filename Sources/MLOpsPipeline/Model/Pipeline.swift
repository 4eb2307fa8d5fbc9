package import MLOpsCore

/// What one `mlops.yaml` or `dvc.yaml` says, templates expanded. All paths are relative to the top of the repository.
package struct Pipeline: Sendable {
    /// The names a pipeline file may have; where both stand in one folder, the first counts.
    package static let fileNames = ["mlops.yaml", "dvc.yaml"]

    /// The pipeline file.
    package let file: RepoPath
    /// Stages in the order they are written, those of `foreach` and `matrix` one by one.
    package var stages: [Stage] = []
    /// Metrics files that belong to no stage.
    package var metrics: [String] = []
    /// Parameter files that belong to no stage.
    package var params: [String] = []
    package var plots: [Plot] = []
    package var artifacts: [Artifact] = []
    /// Of each file that templates took values from: the keys they took.
    package var templateValues: [(file: String, keys: [String])] = []

    package init(file: RepoPath) {
        self.file = file
    }

    /// The stage of that name, or nil.
    package func stage(_ name: String) -> Stage? {
        stages.first { $0.name == name }
    }

    /// Every declared metrics file once, those of stages first.
    package var metricsFiles: [String] {
        (stages.flatMap { $0.outs.filter { $0.kind == .metrics }.map(\.path) } + metrics).unique()
    }

    /// `params.yaml` beside the pipeline file.
    package var defaultParamsFile: String {
        RelativePath.join(folder, "params.yaml")
    }

    /// The folder of the pipeline file, "" for the top.
    package var folder: String {
        RelativePath.parent(file.description)
    }

    /// `meta.mlops.metrics` of all stages: which way a metric gets better, by its dotted key or a pattern of it.
    package var directions: [String: MetricDirection] {
        stages.reduce(into: [:]) { result, stage in result.merge(stage.directions) { first, _ in first } }
    }
}

extension Array where Element: Hashable {
    /// The elements without those that came before.
    func unique() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
