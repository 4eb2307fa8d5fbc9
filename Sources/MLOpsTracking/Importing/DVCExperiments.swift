internal import MLOpsCore
internal import MLOpsDocuments
package import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsStore

/// DVC's experiments: `refs/exps/<2 digits>/<38 digits>/<name>`, named after the commit that they began on.
package enum DVCExperiments {
    package static func read(_ repository: Repository) throws -> ImportedRuns {
        var result = ImportedRuns()
        for reference in try repository.references("refs/exps/") {
            let parts = reference.name.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 5, let baseline = ObjectID(hex: String(parts[2] + parts[3])) else { continue }
            guard let commit = try? repository.commit(reference.id) else {
                result.problems.append("'\(reference.name)' is no commit")
                continue
            }
            result.runs.append(try run(String(parts[4]), commit, baseline, repository, &result.problems))
        }
        return result
    }

    private static func run(
        _ name: String, _ commit: Commit, _ baseline: ObjectID, _ repository: Repository, _ problems: inout [String]
    ) throws -> ImportedRun {
        let digest = ContentHasher.object(of: Array("dvc experiment \(commit.id.hex)".utf8)).id.hex
        var run = ImportedRun(id: String(digest.prefix(32)))
        run.name = name
        run.source = ["name": "dvc exp run", "type": "DVC"]
        run.command = ["dvc", "exp", "run"]
        run.base = baseline.hex
        run.endTree = commit.tree.hex
        run.started = commit.committedSeconds * 1000
        run.ended = run.started
        run.tags = [("dvc.exp.commit", commit.id.hex)]
        let files = DVCContents(repository, tree: commit.tree)
        let folders = try repository.folders(holding: Pipeline.fileNames, inTree: commit.tree).map(\.description)
        let (params, metrics) = (
            try DeclaredValues.params(folders: folders, read: files.read, below: files.files),
            try DeclaredValues.metrics(folders: folders, read: files.read, below: files.files)
        )
        run.params = Dictionary(params.files.map { ($0.path, JSONObject($0.values)) }) { first, _ in first }
        run.metrics = Dictionary(metrics.files.map { ($0.path, JSONObject($0.values)) }) { first, _ in first }
        problems += (params.problems + metrics.problems).map { "\(name): \($0.diagnostic.message)" }
        return run
    }
}
