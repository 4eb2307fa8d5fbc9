import MLOpsSystem
import MLOpsTestSupport
import Testing

/// When the journal may go: only what is reachable, readable, packed or pushed, and a day old.
@Suite struct JournalUpkeepTests {
    /// A journal file that is full, so that the next append begins another; its name.
    private func fill(_ project: DurabilityProject) throws -> String {
        for _ in 0..<3 { try project.note(String(repeating: "y", count: 100_000)).check() }
        return try #require(try Files.list(project.repository.path(".git/mlops/journal")).first)
    }

    /// The next append is one after which old files are looked at.
    private func appendWithUpkeep(_ project: DurabilityProject) throws {
        try Files.write(
            [UInt8](repeating: 0x2e, count: 199), to: project.repository.path(".git/mlops/flushes"))
        try project.note("last").check()
    }

    @Test(arguments: [true, false]) func aFileGoesWhenItIsOldAndPacked(_ isPacked: Bool) throws {
        let project = try DurabilityProject()
        let name = try fill(project)
        if isPacked { try project.repository.git("gc", "-q").check() }
        try project.repository.run(["touch", "-d", "2 days ago", ".git/mlops/journal/\(name)"]).check()
        try appendWithUpkeep(project)
        let left = try Files.list(project.repository.path(".git/mlops/journal"))
        #expect(left.contains(name) != isPacked)
        #expect(try project.notes().count == 4)
        try project.expectUsable()
    }

    @Test func aYoungFileStays() throws {
        let project = try DurabilityProject()
        let name = try fill(project)
        try project.repository.git("gc", "-q").check()
        try appendWithUpkeep(project)
        #expect(try Files.list(project.repository.path(".git/mlops/journal")).contains(name))
    }
}
