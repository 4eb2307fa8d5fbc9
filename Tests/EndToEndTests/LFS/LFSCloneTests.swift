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

    @Test func whatShouldBeAPointerIsNamed() throws {
        try project.repository.write("d/raw.bin", "raw")
        let unfiltered = ["process=", "clean=cat", "required=false"].flatMap { ["-c", "filter.lfs." + $0] }
        try project.run(["git"] + unfiltered + ["add", "d/raw.bin"]).check()
        try project.git("commit", "-q", "-m", "raw").check()
        try Files.remove(project.repository.path("d/raw.bin"))
        let told = try project.git("checkout", "-q", "--", "d/raw.bin").check().errors
        #expect(told == "Encountered 1 file that should have been a pointer, but wasn't:\n\td/raw.bin")
        #expect(try project.repository.bytes("d/raw.bin").count == 3)
    }

    @Test func whatIsNotHereComesBackAsItsPointer() throws {
        try project.removeObjects()
        try Files.removeTree(project.repository.path("d"))
        let told = try project.lfs("checkout").check().errors
        #expect(told == "Skipped checkout for \"d/a.bin\", content not local. Use fetch to download.")
        #expect(try project.repository.bytes("d/a.bin").count < 200)
        #expect(try project.git("status", "--porcelain").output.isEmpty)
    }

    /// git's filter would store the content of a file that was touched.
    @Test func whatIsExcludedIsNotLookedAt() throws {
        try project.write("b.bin", 2000, seed: 2)
        try project.commit("two")
        try project.git("push", "-q", "origin", "main").check()
        try project.removeObjects()
        try project.run(["touch", "-d", "2001-01-01", "d/a.bin", "b.bin"]).check()
        try project.lfs("pull", "--exclude", "d").check()
        #expect(try project.run(["sh", "-c", "find .git/lfs/objects -type f | wc -l"]).output == "1")
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
