import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Invariant 14 of the log: copies write under names of their own, and clocks decide nothing.
@Suite struct WriterClockTests {
    @Test func aCopiedRepositoryIsAnotherWriterAndBothUnite() throws {
        let project = try DurabilityProject()
        try project.note("before").check()
        let path = project.repository.directory.path("copy")
        try Shell.run(
            ["cp", "-r", project.repository.path, path], in: project.repository.directory.path,
            environment: project.repository.environment
        ).check()
        let copy = TempRepository(sharing: project.repository, path: path)
        try project.note("original").check()
        try copy.mlops("runs", "note", project.run, "copy").check()
        try project.repository.git("fetch", "-q", path, "+refs/mlops/v1/*:refs/mlops-remote/copy/v1/*").check()
        let ops = try project.ops().filter { $0["text"] != nil }
        #expect(Set(ops.compactMap { $0["text"]?.stringValue }) == ["before", "original", "copy"])
        let writer = { (text: String) in ops.first { $0["text"]?.stringValue == text }?["w"]?.stringValue }
        #expect(writer("before") == writer("original"))
        #expect(writer("copy") != writer("original"))
        try project.expectUsable()
    }

    /// A batch that waits in the journal of a copy is written once on both sides.
    @Test func aCopyTakenWhileAWriterDiedAgrees() throws {
        let project = try DurabilityProject()
        _ = try project.note("waiting", atStep: "journaled:kill")
        let path = project.repository.directory.path("copy")
        try Shell.run(
            ["cp", "-r", project.repository.path, path], in: project.repository.directory.path,
            environment: project.repository.environment
        ).check()
        let copy = TempRepository(sharing: project.repository, path: path)
        try copy.mlops("runs", "list").check()
        #expect(try project.notes() == ["waiting"])
        try project.repository.git("fetch", "-q", path, "+refs/mlops/v1/*:refs/mlops-remote/copy/v1/*").check()
        #expect(try project.notes() == ["waiting"])
        try project.expectUsable()
    }

    @Test(arguments: ["4070908800000", "0"]) func aWrongClockDoesNotWin(_ clock: String) throws {
        let project = try DurabilityProject()
        try project.repository.run(
            ["git", "mlops", "runs", "note", project.run, "with a wrong clock"], environment: ["GIT_MLOPS_NOW": clock]
        ).check()
        try project.note("later").check()
        let shown = try project.repository.mlops("runs", "show", "--json", project.run).check().output
        #expect(try JSONValue.parse(Array(shown.utf8))["run"]?["note"] == "later")
        #expect(try project.notes() == ["with a wrong clock", "later"])
        try project.expectUsable()
    }
}
