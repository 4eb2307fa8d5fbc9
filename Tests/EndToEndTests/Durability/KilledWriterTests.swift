import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Invariant 2 of the log: every acknowledged op is there, whatever happened to its writer, and none twice.
@Suite struct KilledWriterTests {
    static let steps = ["locked", "journaled", "blob", "tree", "commit", "swapped", "settled", "indexed"]

    @Test(arguments: steps) func aWriterKilledAtAnyStepLosesNothingThatWasAcknowledged(_ step: String) throws {
        let project = try DurabilityProject()
        try project.note("before").check()
        #expect(try project.note("unfinished", atStep: "\(step):kill").code == 128 + 9)
        let notes = try project.notes()
        // Not acknowledged, so either is right; but once at most, and the same from then on.
        #expect(notes == ["before"] || notes == ["before", "unfinished"])
        #expect(notes.contains("unfinished") == (step != "locked"))
        try project.note("after").check()
        #expect(try project.notes() == notes + ["after"])
        let ids = try project.ops().compactMap { $0["id"]?.stringValue }
        #expect(Set(ids).count == ids.count)
        try project.expectUsable()
    }

    @Test(arguments: steps, ["prune", "gc"])
    func aPruneAtAnyStepLosesNothing(_ step: String, _ program: String) throws {
        let project = try DurabilityProject()
        try project.note("before").check()
        let result = try project.note("pruned", atStep: "\(step):\(program)")
        #expect(result.code == 0, "\(result)")
        #expect(try project.notes() == ["before", "pruned"])
        try project.expectUsable()
        #expect(try project.notes() == ["before", "pruned"])
    }

    @Test func aBatchThatWasTornInTheJournalIsNoOp() throws {
        let project = try DurabilityProject()
        try project.note("whole").check()
        let folder = project.repository.path(".git/mlops/journal")
        let name = try #require(try Files.list(folder).first { !$0.contains(".") })
        let path = Paths.join(folder, name)
        let good = try Files.read(path)
        let torn = "{\"batch\":\"00\",\"snap\":[],\"store\":\"runs\"}\n{\"by\":\"a\",\"id\":\"12"
        try Files.write(good + Array(torn.utf8), to: path)
        #expect(try project.notes() == ["whole"])
        #expect(try Files.read(path) == good)
        try project.note("later").check()
        #expect(try project.notes() == ["whole", "later"])
        try project.expectUsable()
    }
}
