package import MLOpsCore
package import MLOpsIndex
internal import MLOpsLog

/// Experiments: groups of runs under a name.
extension RunStore {
    /// `Default` first, then by name.
    package func experiments(includeDeleted: Bool = false) throws -> [ExperimentRecord] {
        let ops = try index.entities("experiment").flatMap { try log.ops(of: $0) }
        return ExperimentFold.fold(ops).filter { includeDeleted || !$0.isDeleted }
    }

    /// The experiment of this name or id.
    package func experiment(_ text: String, includeDeleted: Bool = false) throws -> ExperimentRecord {
        if let found = try experimentIfPresent(text, includeDeleted: includeDeleted) { return found }
        throw Diagnostic.fatal("no such experiment '\(text)'", hint: "git mlops experiments list")
    }

    /// As ``experiment(_:includeDeleted:)``, nil when there is none. A name comes before an id.
    package func experimentIfPresent(_ text: String, includeDeleted: Bool = false) throws -> ExperimentRecord? {
        let all = try experiments(includeDeleted: includeDeleted)
        let named = all.filter { $0.name.utf8.elementsEqual(text.utf8) }
        return named.first { !$0.isDeleted } ?? named.last ?? all.first { $0.identities.contains(text) }
    }

    /// The name of the experiment that the run is in; nil for the default one. An experiment whose creation is missing
    /// here shows by its id.
    package func experimentName(of record: RunRecord) throws -> String? {
        try experimentName(of: record.experiment)
    }

    func experimentName(of experiment: String) throws -> String? {
        if experiment == ExperimentRecord.defaultID { return nil }
        let known = try experiments(includeDeleted: true).first { $0.identities.contains(experiment) }
        return known?.name ?? experiment
    }

    /// A filter for the runs of `experiment`, or of all that are not hidden.
    package func filter(experiment: String?) throws -> RunFilter {
        if let experiment { return RunFilter(experiments: try self.experiment(experiment).identities) }
        let hidden = try experiments(includeDeleted: true).filter(\.isDeleted)
        return RunFilter(hiddenExperiments: hidden.flatMap(\.identities))
    }
}
