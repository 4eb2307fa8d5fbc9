import MLOpsSystem
import MLOpsTestSupport
import Testing

/// What a clone gets without anybody asking, and what is left alone where git does not convert.
@Suite struct LFSCloneTests {
    let project: LFSProject

    init() throws {
        project = try LFSProject()
        try project.repository.addBareRemote()
        try project.write("d/a.bin", 1000)
        try project.lfs("track", "--lockable", "*.lock").check()
        try project.commit("one")
        try project.git("push", "-q", "origin", "main").check()
    }

    @Test func hooksComeWithTheFirstLargeFile() throws {
        let clone = try project.clone("clone")
        for event in ["pre-push", "post-checkout"] {
            #expect(Files.exists(clone.repository.path(".git/hooks/\(event)")))
        }
    }

    @Test func removedFoldersComeBackWithoutAWord() throws {
        try Files.removeTree(project.repository.path("d"))
        #expect(try project.lfs("pull").check().output.isEmpty)
        #expect(try project.repository.bytes("d/a.bin").count == 1000)
    }

    /// Contents would be committed as they are.
    @Test func nothingIsFilledInWhereNothingIsConverted() throws {
        let clone = try project.clone("clone")
        try project.lfs("uninstall").check()
        #expect(try clone.lfs("pull").check().output.contains("Skipping object checkout"))
        let checkout = try clone.lfs("checkout").check().output
        #expect(checkout == "Cannot checkout LFS objects, Git LFS is not installed.")
        #expect(try clone.repository.bytes("d/a.bin").count < 200)
    }

    @Test func conflictsOfPointersCanBeSeenAndNotStored() throws {
        for (branch, seed) in [("side", 2), ("main", 3)] as [(String, UInt64)] {
            try project.git("checkout", "-q", "-B", branch, "origin/main").check()
            try project.write("d/a.bin", 1000, seed: seed)
            try project.commit(branch)
        }
        #expect(try project.git("merge", "-q", "side").code == 1)
        #expect(try project.git("diff", "--name-only", "--diff-filter=U").check().output == "d/a.bin")
        #expect(try project.git("add", "d/a.bin").code != 0)
    }
}
