internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// The attributes that decide what is checked, for many files in one `git check-attr`.
struct CheckAttributes: Sendable {
    struct File: Sendable, Equatable {
        /// The driver's name; nil when the attribute is unspecified, unset or only set.
        var filter: String?
        /// Its value as git says it, `set` and `unset` too; nil when it is unspecified.
        var filterValue: String?
        var schema: String?
        /// `-mlops-schema`: no data package and no file beside it gives this file a schema.
        var refusesSchema = false
        /// `-mlops-strip`: outputs of this notebook are wanted in git.
        var keepsOutputs = false
        /// `mlops-strip=keep-id,max-size=10k`: options for this notebook.
        var stripOptions: String?
    }

    private var files: [RepoPath: File] = [:]

    /// Attributes come from the .gitattributes in the index that `environment` names, not from the worktree: a
    /// commit is judged by its own rules. (`--source`, which could name a commit, needs git 2.40.)
    init(_ repository: Repository, of paths: [RepoPath], environment: [String: String]) throws {
        try ask(repository, ["--cached"], paths, environment)
    }

    /// By the .gitattributes of the worktree.
    init(_ repository: Repository, ofWorkingFiles paths: [RepoPath]) throws {
        try ask(repository, [], paths, [:])
    }

    private mutating func ask(
        _ repository: Repository, _ options: [String], _ paths: [RepoPath], _ environment: [String: String]
    ) throws {
        guard !paths.isEmpty else { return }
        let answer = try repository.gitChecked(
            ["check-attr", "-z", "--stdin"] + options + ["filter", "mlops-schema", "mlops-strip"],
            input: paths.flatMap { $0.bytes + [0] }, environment: environment)
        let fields = answer.output.split(separator: 0, omittingEmptySubsequences: false)
        for index in stride(from: 0, to: fields.count - 2, by: 3) {
            let path = RepoPath(bytes: Array(fields[index]))
            set(
                String(decoding: fields[index + 1], as: UTF8.self), String(decoding: fields[index + 2], as: UTF8.self),
                path)
        }
    }

    subscript(path: RepoPath) -> File { files[path] ?? File() }

    private mutating func set(_ name: String, _ value: String, _ path: RepoPath) {
        let text = ["unspecified", "set", "unset"].contains(value) ? nil : value
        switch name {
        case "filter":
            files[path, default: File()].filter = text
            files[path, default: File()].filterValue = value == "unspecified" ? nil : value
        case "mlops-schema":
            files[path, default: File()].schema = text
            files[path, default: File()].refusesSchema = value == "unset"
        case "mlops-strip":
            files[path, default: File()].keepsOutputs = value == "unset"
            files[path, default: File()].stripOptions = text
        default: break
        }
    }
}
