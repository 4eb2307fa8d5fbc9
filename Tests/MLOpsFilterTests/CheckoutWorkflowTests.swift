import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// git's own verbs with checkout past the pipe: afterwards the worktree has contents, `git status` is clean, and it did
/// not have to call the filter to find out.
@Suite struct CheckoutWorkflowTests {
    enum Workflow: String, CaseIterable, Sendable {
        case checkout, checkoutForce, checkoutPaths, switchBranch, detach, merge, resetHard, rebase, cherryPick
        case stash, am, revert, bisect, sparse, restore, worktreeAdd, clone, pullRebase
    }

    @Test(arguments: Workflow.allCases, CheckoutProject.Shape.allCases)
    func leavesContentsAndACleanIndex(_ workflow: Workflow, _ shape: CheckoutProject.Shape) throws {
        if workflow == .sparse, shape == .sparse { return }
        let project = try CheckoutProject(shape)
        let other = try run(workflow, project)
        let status = try project.status(in: other)
        #expect(status.text.isEmpty)
        #expect(status.calls <= Self.calls(after: workflow, shape))
        #expect(try project.wrongFiles(in: other).isEmpty)
        #expect(try project.journals(in: other).isEmpty)
    }

    /// git writes what `am` applies by another way, which knows no delay. A rebase is given contents, and a split index
    /// is not told that these files are settled.
    private static func calls(after workflow: Workflow, _ shape: CheckoutProject.Shape) -> Int {
        workflow == .am || (workflow == .rebase && shape == .splitIndex) ? 1 : 0
    }

    /// The repository that the workflow made, if it made one.
    private func run(_ workflow: Workflow, _ project: CheckoutProject) throws -> TempRepository? {
        let repository = project.repository
        switch workflow {
        case .checkout: try repository.git("checkout", "-q", "side").check()
        case .checkoutForce:
            try repository.write("a.bin", [1, 2, 3])
            try Files.remove(repository.path("b.bin"))
            try repository.git("checkout", "-q", "-f").check()
        case .checkoutPaths:
            try Files.remove(repository.path("a.bin"))
            try Files.remove(repository.path("b.bin"))
            try repository.git("checkout", "-q", "--", ".").check()
        case .switchBranch:
            try repository.git("switch", "-q", "side").check()
            try repository.git("switch", "-q", "main").check()
        case .detach: try repository.git("checkout", "-q", "--detach", "side~1").check()
        case .merge: try repository.git("merge", "-q", "--no-edit", "side").check()
        case .resetHard:
            try repository.write("a.bin", [1])
            try repository.git("reset", "-q", "--hard", "side").check()
        case .rebase:
            try repository.git("switch", "-q", "side").check()
            try repository.git("rebase", "-q", "main").check()
        case .cherryPick: try repository.git("cherry-pick", "side~1", "side").check()
        case .stash: try stash(repository)
        case .am: try am(repository)
        case .revert: try repository.git("revert", "--no-edit", "HEAD").check()
        case .bisect:
            try repository.git("switch", "-q", "side").check()
            try repository.git("bisect", "start", "side", "side~2").check()
            try repository.git("bisect", "good").check()
            try repository.git("bisect", "reset").check()
        case .sparse:
            try repository.git("sparse-checkout", "set", "--no-cone", "/*", "!/d/", "!/a.bin").check()
            try repository.git("sparse-checkout", "disable").check()
        case .restore:
            try repository.write("a.bin", [1])
            try repository.git("restore", "--source=side", "--staged", "--worktree", "a.bin").check()
            try repository.git("commit", "-q", "-m", "restored").check()
        case .worktreeAdd:
            let path = repository.directory.path("another")
            try repository.git("worktree", "add", "-q", path, "-b", "another", "side").check()
            return TempRepository(sharing: repository, path: path)
        case .clone: return try clone(repository)
        case .pullRebase: return try pullRebase(repository)
        }
        return nil
    }

    private func stash(_ repository: TempRepository) throws {
        try repository.write("a.bin", CheckoutProject.content(200_000, 50))
        try repository.write("b.bin", CheckoutProject.content(20_000, 51), mode: 0o755)
        try repository.git("stash", "-q").check()
    }

    private func am(_ repository: TempRepository) throws {
        let patches = repository.directory.path("patches")
        try repository.git("format-patch", "-q", "-o", patches, "main..side").check()
        let files = try Files.list(patches).map { "'\(patches)/\($0)'" }.joined(separator: " ")
        try repository.run(["sh", "-c", "git am -q \(files)"]).check()
    }

    private func clone(_ repository: TempRepository) throws -> TempRepository {
        // Without a store the clone cannot have contents; checkout from the first one's by alternates.
        let path = repository.directory.path("clone")
        try repository.run(["git", "clone", "-q", "--shared", repository.path, path]).check()
        return TempRepository(sharing: repository, path: path)
    }

    private func pullRebase(_ repository: TempRepository) throws -> TempRepository {
        let clone = try clone(repository)
        try repository.git("checkout", "-q", "main").check()
        try repository.write("a.bin", CheckoutProject.content(123_456, 60))
        try repository.commit("upstream")
        try clone.write("d/local.bin", CheckoutProject.content(50_000, 61))
        try clone.commit("local")
        try clone.run(["touch", "-d", "1 hour ago", "d/local.bin"]).check()
        try clone.git("status").check()
        try clone.git("pull", "-q", "--rebase").check()
        return clone
    }

    @Test func stashPopBringsTheChangeBackAsAChange() throws {
        let project = try CheckoutProject()
        let changed = CheckoutProject.content(200_000, 50)
        try project.repository.write("a.bin", changed)
        try project.repository.git("stash", "-q").check()
        #expect(try project.repository.bytes("a.bin") == CheckoutProject.content(200_000, 1))
        try project.repository.git("stash", "pop", "-q").check()
        #expect(try project.repository.bytes("a.bin") == changed)
        #expect(try project.status().text == " M a.bin")
    }

    /// Index entries name another blob than the file that was put there: patching them would hide the change.
    @Test func restoreFromElsewhereIsSeenAsAChange() throws {
        let project = try CheckoutProject()
        try project.repository.git("restore", "--source=side", "--worktree", "d/c.bin").check()
        #expect(try project.repository.bytes("d/c.bin") == CheckoutProject.content(70_000, 6))
        #expect(try project.status().text == " M d/c.bin")
    }
}
