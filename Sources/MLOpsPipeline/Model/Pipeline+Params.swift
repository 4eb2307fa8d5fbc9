/// Which of the declared parameters are meant.
package enum ParamsChoice: Sendable {
    case all
    /// What stages and templates depend on.
    case dependencies
    /// All but ``logged``.
    case inputs
    /// Files that stand at the top of a pipeline only: what a program such as dvclive writes.
    case logged
}

extension Pipeline {
    /// Every parameter file with the keys that are declared of it; see ``Swift/Sequence/paramsFiles(_:)``.
    package var paramsFiles: [(file: String, keys: [String]?)] { [self].paramsFiles() }

    /// Whether `params.yaml` is what a program writes beside a file of its own, as dvclive does.
    fileprivate var logsDefaultParams: Bool {
        !folder.isEmpty && stages.isEmpty && params.contains(defaultParamsFile)
    }
}

extension Sequence<Pipeline> {
    /// Every parameter file with the keys that are declared of it; nil stands for all keys. `params.yaml` beside a
    /// pipeline always counts whole, as in DVC; so do files at the top of a pipeline. Of files that only templates take
    /// values from, those values count. The order is that of the first mention.
    package func paramsFiles(_ choice: ParamsChoice = .all) -> [(file: String, keys: [String]?)] {
        var files: [String] = []
        var keys: [String: [String]?] = [:]
        func add(_ file: String, _ new: [String]?) {
            if keys[file] == nil { files.append(file) }
            if let new, case .some(let old) = keys[file, default: []] {
                keys[file] = .some((old + new).unique())
            } else {
                keys[file] = .some(nil)
            }
        }
        for pipeline in self {
            if choice != .dependencies, !pipeline.logsDefaultParams { add(pipeline.defaultParamsFile, nil) }
            for dependency in pipeline.stages.flatMap(\.params) { add(dependency.file, dependency.keys) }
        }
        let inputs = Set(files)
        if choice == .all || choice == .logged { for file in flatMap(\.params) { add(file, nil) } }
        let declared = Set(files)
        for values in flatMap(\.templateValues) where !declared.contains(values.file) { add(values.file, values.keys) }
        if choice == .logged { files = files.filter { declared.contains($0) && !inputs.contains($0) } }
        return files.map { ($0, keys[$0] ?? nil) }
    }
}
