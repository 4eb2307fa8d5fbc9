internal import MLOpsCore
internal import MLOpsGit

/// Files at the top that pin the environment a run had.
enum EnvironmentFiles {
    private static let names: Set<String> = [
        "requirements.txt", "requirements.lock", "constraints.txt", "poetry.lock", "Pipfile.lock", "uv.lock",
        "pdm.lock",
        "pixi.lock", "pylock.toml", "conda-lock.yml", "environment.yml", "environment.yaml", "renv.lock",
        "Manifest.toml",
        "package-lock.json", "Cargo.lock", "go.sum", "Dockerfile",
    ]

    /// File name to git blob, for those that `tree` has.
    static func find(in tree: ObjectID, _ repository: Repository) throws -> JSONObject {
        var found = JSONObject()
        for entry in try repository.tree(tree) where !entry.isTree && names.contains(entry.name.asText) {
            found[entry.name.asText] = .string(entry.id.hex)
        }
        return found
    }
}
