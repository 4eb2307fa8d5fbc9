package import MLOpsCore
internal import MLOpsIndex
internal import MLOpsLog

extension RunStore {
    /// The logged models that `runs` made, used or measured, by id; nil: all that there are.
    package func loggedModels(of runs: [RunRecord]?, includeDeleted: Bool = false) throws -> [LoggedModelRecord] {
        let ids = runs.map { Set($0.map(\.id)) }
        let named = Set(
            (runs ?? []).flatMap {
                $0.outputs.map(\.model) + $0.modelInputs + $0.contexts.keys.compactMap(\.loggedModel)
            })
        return try index.entities("logged").compactMap { LoggedModelFold.fold($0, try log.ops(of: $0)) }.filter {
            guard includeDeleted || !$0.isDeleted else { return false }
            return ids == nil || named.contains($0.id) || $0.sourceRun.map { ids?.contains($0) ?? false } ?? false
        }
    }
}
