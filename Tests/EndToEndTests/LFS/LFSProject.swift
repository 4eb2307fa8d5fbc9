import Glibc
import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport

/// A repository with `filter=lfs`, and `git lfs` as one of two programs: ours, or the real one.
struct LFSProject {
    enum Program: String, CaseIterable, Sendable {
        case ours, real
    }

    let repository: TempRepository
    let program: Program
    private let bin: String

    /// `installs`: runs `git lfs install` and tracks `*.bin`.
    init(_ program: Program = .ours, installs: Bool = true) throws {
        repository = try TempRepository()
        self.program = program
        bin = repository.directory.path("bin")
        try Files.makeDirectories(bin)
        symlink(TestEnvironment.products + "/git-mlops", bin + "/git-lfs")
        guard installs else { return }
        try lfs("install").check()
        try lfs("track", "*.bin").check()
        try git("add", ".").check()
        try git("commit", "-q", "-m", "attributes").check()
    }

    /// One with a bare origin and a Git LFS server, where git is told of the server by `lfs.url`. `1.bin`, `2.bin` … are
    /// committed, of `size`, two times `size` … bytes.
    static func served(
        by program: Program = .ours, files count: Int = 0, of size: Int = 0, _ switches: JSONObject = [:]
    ) throws -> (project: LFSProject, server: LFSServer) {
        let project = try LFSProject(program)
        let server = try LFSServer(in: project.repository.directory)
        if !switches.isEmpty { try server.set(switches) }
        try project.repository.addBareRemote()
        try project.git("config", "lfs.url", server.url).check()
        try project.commitFiles(count, of: size)
        return (project, server)
    }

    /// Commits `1.bin`, `2.bin` … of `size`, two times `size` … bytes.
    func commitFiles(_ count: Int, of size: Int) throws {
        if count == 0 { return }
        for number in 1...count { try write("\(number).bin", number * size, seed: UInt64(number)) }
        try commit("files")
    }

    /// The same, in another clone.
    private init(_ other: LFSProject, _ repository: TempRepository, _ program: Program) {
        self.repository = repository
        self.program = program
        bin = other.bin
    }

    /// The same clone, worked on with the other program.
    func with(_ program: Program) -> LFSProject { LFSProject(self, repository, program) }

    /// With our link first on PATH, or with nothing of ours called git-lfs.
    var environment: [String: String] {
        program == .ours ? ["PATH": bin + ":" + (repository.environment["PATH"] ?? "")] : [:]
    }

    @discardableResult
    func lfs(_ arguments: String..., input: String? = nil) throws -> ShellResult {
        try run(["git", "lfs"] + arguments, input: input)
    }

    @discardableResult
    func git(_ arguments: String..., input: String? = nil) throws -> ShellResult {
        try run(["git"] + arguments, input: input)
    }

    @discardableResult
    func run(
        _ arguments: [String], input: String? = nil, environment extra: [String: String] = [:]
    ) throws -> ShellResult {
        try repository.run(arguments, input: input, environment: environment.merging(extra) { $1 })
    }

    func clone(_ name: String, _ program: Program? = nil, options: [String] = []) throws -> LFSProject {
        let target = repository.directory.path(name)
        try repository.run(
            ["git", "clone", "-q"] + options + [repository.directory.path("origin.git"), target],
            environment: environment.merging(["GIT_LFS_SKIP_SMUDGE": "1"]) { $1 }
        ).check()
        return LFSProject(self, TempRepository(sharing: repository, path: target), program ?? self.program)
    }

    func write(_ name: String, _ size: Int, seed: UInt64 = 1) throws {
        try repository.write(name, LargeFileProject.content(size, seed: seed))
    }

    func commit(_ message: String) throws {
        try git("add", "-A").check()
        try git("commit", "-q", "-m", message).check()
    }

    func removeObjects() throws { try Files.removeTree(repository.path(".git/lfs/objects")) }
}
