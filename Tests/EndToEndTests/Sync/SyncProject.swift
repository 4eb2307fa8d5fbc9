import MLOpsSystem
import MLOpsTestSupport
import Testing

/// A bare repository and clones of it that record runs, through real git processes.
struct SyncProject {
    static let trunk = "refs/mlops/v1/runs"

    /// Set up, with one commit that is pushed, and `bare` as origin.
    let first: TempRepository
    let bare: String

    init() throws {
        first = try RunTests.repository()
        bare = try first.addBareRemote()
        try first.mlops("init", "--no-input").check()
        try first.commit("set up")
        try first.git("push", "-q", "-u", "origin", "main").check()
    }

    var address: String { "file://\(bare)" }

    func clone(_ name: String, _ options: String..., from source: String? = nil) throws -> TempRepository {
        try first.clone(name, from: source ?? bare, options: options)
    }

    /// One run that does nothing, recorded in `repository`.
    func record(_ name: String, in repository: TempRepository, environment: [String: String] = [:]) throws {
        try repository.run(["git", "mlops", "run", "-q", "--name", name, "--", "true"], environment: environment)
            .check()
    }

    /// Names of the runs that `git mlops runs list` shows.
    func runs(_ repository: TempRepository) throws -> Set<String> {
        let lines = try repository.mlops("runs", "list", "--porcelain").check().output.split(separator: "\n")
        return Set(lines.map { String($0.split(separator: "\t").last!) })
    }

    /// Names of the runs that a fresh full clone of the bare repository shows: what is on the server.
    func runsOnServer(_ bare: String? = nil) throws -> Set<String> {
        let name = "check-\(UInt64.random(in: 0 ... .max))"
        return try runs(clone(name, from: bare))
    }

    func refs(_ path: String, _ pattern: String = "") throws -> [String] {
        try first.run(["git", "-C", path, "for-each-ref", "--format=%(refname)"] + (pattern.isEmpty ? [] : [pattern]))
            .output.split(separator: "\n").map(String.init)
    }

    func tip(_ name: String, in path: String) throws -> String {
        try first.run(["git", "-C", path, "rev-parse", "--verify", "--quiet", name]).output
    }

    func isAncestor(_ old: String, of new: String, in path: String) throws -> Bool {
        try first.run(["git", "-C", path, "merge-base", "--is-ancestor", old, new]).code == 0
    }
}
