import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// A repository with one recorded run, to which tests add notes and tags while something goes wrong.
struct DurabilityProject {
    static let trunk = "refs/mlops/v1/runs"

    let repository: TempRepository
    let run: String

    init() throws {
        repository = try TempRepository()
        try repository.write("train.py", "print('trained')\n")
        try repository.commit("first")
        try repository.run(["git", "mlops", "run", "-q", "--name", "one", "--", "true"]).check()
        run = String(try repository.mlops("runs", "list", "--porcelain").check().output.prefix { $0 != "\t" })
    }

    /// `git mlops runs note`, with what happens to the writer on its way.
    func note(_ text: String, atStep step: String? = nil) throws -> ShellResult {
        try repository.run(
            ["git-mlops", "runs", "note", run, text], environment: step.map { ["GIT_MLOPS_AT_STEP": $0] } ?? [:])
    }

    /// The ops of the run, in order; a fresh process answers.
    func ops() throws -> [JSONValue] {
        let text = try repository.mlops("log", "show", run).check().output
        return try text.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8)) }
    }

    /// Texts of the notes, in order.
    func notes() throws -> [String] {
        try ops().compactMap { $0["text"]?.stringValue }
    }

    /// Ids of all tags that the run has.
    func tags() throws -> Set<String> {
        Set(try ops().filter { $0["k"] == "run.tag" }.compactMap { $0["key"]?.stringValue })
    }

    /// What the user's own git needs of us, and what we check ourselves.
    func expectUsable(_ location: SourceLocation = #_sourceLocation) throws {
        for command in [
            ["fsck", "--strict", "--no-dangling"], ["status"], ["log", "--all", "--oneline"],
            ["gc", "-q", "--prune=now"],
            ["repack", "-adq"], ["for-each-ref"],
        ] {
            let result = try repository.run(["git"] + command)
            #expect(result.code == 0, "\(result)", sourceLocation: location)
            #expect(!result.errors.contains("error"), "\(result)", sourceLocation: location)
        }
        let verified = try repository.mlops("log", "verify")
        #expect(verified.code == 0, "\(verified)", sourceLocation: location)
    }

    func objectPath(_ revision: String) throws -> String {
        let id = try repository.git("rev-parse", "--verify", revision).check().output
        return ".git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
    }

    /// Takes an object away, as a prune does that ran at the wrong moment.
    func lose(_ revision: String) throws {
        try Files.remove(repository.path(objectPath(revision)))
    }

    /// Forgets the journal, as a day later, when it has done its work.
    func dropJournal() throws {
        try Files.removeTree(repository.path(".git/mlops/journal"))
    }
}
