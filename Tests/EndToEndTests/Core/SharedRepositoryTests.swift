import MLOpsTestSupport
import Testing

/// `core.sharedRepository`: what one user makes in the git directory has to be open to the group, or the next one who
/// commits, runs or pushes there is refused.
@Suite struct SharedRepositoryTests {
    @Test func everythingInTheGitDirectoryIsTheGroups() throws {
        let project = try LargeFileProject()
        let repository = project.repository
        try repository.git("init", "-q", "--shared=0660").check()
        try repository.write("a.bin", LargeFileProject.content(100_000))
        try repository.mlops("add", ".").check()
        try repository.commit("one")
        try repository.mlops("run", "--", "true").check()
        try repository.git("rm", "-q", "--cached", "a.bin").check()
        try repository.git("checkout", "-q", "-f", "HEAD").check()
        let closed = ["-type", "d", "!", "-perm", "-2770", "-o", "-type", "f", "!", "-perm", "-0440"]
        let unwritable = ["-o", "-type", "f", "-perm", "-200", "!", "-perm", "-0660"]
        let places = [".git/mlops", ".git/lfs", ".git/refs/mlops", ".git/logs/refs/mlops", ".git/index"]
        let found = try repository.run(["find"] + places + ["("] + closed + unwritable + [")", "-ls"]).check()
        #expect(found.output.isEmpty)
    }
}
