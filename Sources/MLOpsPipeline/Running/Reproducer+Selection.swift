internal import MLOpsCore
internal import MLOpsSystem

extension Reproducer {
    /// The stages that the options select, in the order in which they run.
    package func selection(_ options: ReproOptions) throws -> [Int] {
        if options.reach == .everything { return graph.order }
        var targets: Set<Int> = []
        for target in options.targets { targets.formUnion(try stages(named: target, options)) }
        if options.targets.isEmpty { targets = Set(stages(of: pipeline.file.description)) }
        switch options.reach {
        case .single: return graph.order.filter(targets.contains)
        case .pipelines: return graph.components(of: targets)
        case .downstream: return graph.dependents(of: targets)
        default: return graph.closure(of: targets)
        }
    }

    private func stages(of file: String) -> [Int] {
        graph.stages.indices.filter { graph.stages[$0].file == file }
    }

    /// A stage, all stages of a group, the maker of an output, or everything for a pipeline file or a folder.
    private func stages(named target: String, _ options: ReproOptions) throws -> [Int] {
        var (file, name) = (pipeline.file.description, target)
        for other in pipelines.map(\.file.description) where target == other || target.hasPrefix(other + ":") {
            if target == other { return stages(of: other) }
            (file, name) = (other, String(target.dropFirst(other.count + 1)))
        }
        let own = stages(of: file)
        if options.isPattern {
            let pattern = PathPattern(name)
            let matches = own.filter { pattern.matches(Array(graph.stages[$0].name.utf8)) }
            if !matches.isEmpty { return matches }
        }
        if let index = own.first(where: { graph.stages[$0].name == name }) { return [index] }
        let group = own.filter { graph.stages[$0].group == name }
        if !group.isEmpty { return group }
        let path = RelativePath.normalize(target)
        let inFolder = pipelines.map(\.file.description).filter { RelativePath.isInside($0, path) }.flatMap(stages)
        if !inFolder.isEmpty { return inFolder }
        if let maker = graph.maker(of: path) { return [maker] }
        throw Diagnostic.fatal(
            "'\(target)' is neither a stage nor an output of '\(pipeline.file)'", hint: "git mlops stage list")
    }
}
