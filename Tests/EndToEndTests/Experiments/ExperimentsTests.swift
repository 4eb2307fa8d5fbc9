import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Experiments and nested runs with the built program.
@Suite struct ExperimentsTests {
    private func repository() throws -> TempRepository {
        let repository = try TempRepository()
        try repository.write("f", "x")
        try repository.commit("first")
        return repository
    }

    private func names(_ repository: TempRepository, _ options: String...) throws -> [String] {
        let arguments = ["git-mlops", "runs", "list", "--porcelain"] + options
        return try repository.run(arguments).check().output.split(separator: "\n").map {
            String($0.split(separator: "\t").last!)
        }.sorted()
    }

    private func experiments(_ repository: TempRepository) throws -> [String] {
        try repository.mlops("experiments", "list", "--porcelain").check().output.split(separator: "\n").map(
            String.init)
    }

    @Test func aRunMakesItsExperimentAndListsChoose() throws {
        let repository = try repository()
        try repository.mlops("run", "-q", "--name", "a", "--experiment", "one", "--tag", "k=1", "--", "true").check()
        try repository.mlops("run", "-q", "--name", "b", "--experiment", "one", "--tag", "k=2", "--", "true").check()
        try repository.mlops("run", "-q", "--name", "c", "--tag", "k=1", "--", "true").check()
        #expect(try names(repository) == ["a", "b", "c"])
        #expect(try names(repository, "--experiment", "one") == ["a", "b"])
        #expect(try names(repository, "--experiment", "Default") == ["c"])
        #expect(try names(repository, "--tag", "k=1") == ["a", "c"])
        #expect(try names(repository, "--tag", "k", "--experiment", "one") == ["a", "b"])
        #expect(try names(repository, "--tag", "other").isEmpty)
        let lines = try experiments(repository)
        #expect(lines.count == 2)
        #expect(lines[0] == "0\tactive\t1\tDefault")
        #expect(lines[1].hasSuffix("\tactive\t2\tone"))
        let id = lines[1].split(separator: "\t")[0]
        #expect(id.count == 18 && id.allSatisfy(\.isNumber))
        #expect(try names(repository, "--experiment", String(id)) == ["a", "b"])
    }

    @Test func aRunInsideARunIsAPartOfIt() throws {
        let repository = try repository()
        let script = "git mlops run -q --name inner -- sh -c 'git mlops log metric m 1'; git mlops log metric m 2"
        try repository.mlops("run", "-q", "--name", "outer", "--experiment", "one", "--", "sh", "-c", script).check()
        #expect(try names(repository, "--parent", "outer") == ["inner"])
        #expect(try names(repository, "--experiment", "one") == ["inner", "outer"])
        func run(_ name: String) throws -> JSONValue {
            try JSONValue.parse(Array(try repository.mlops("runs", "show", "--json", name).check().output.utf8))["run"]!
        }
        #expect(try run("inner")["parent"] == run("outer")["id"])
        #expect(try run("outer")["parent"] == .null)
        let shown = try repository.mlops("runs", "show", "inner").check().output
        #expect(shown.contains("experiment: one\n"))
        #expect(shown.contains("part of:    r-"))
        #expect(try run("inner")["series"]?["m"]?["last"] == 1.0)
        #expect(try run("outer")["series"]?["m"]?["last"] == 2.0)
    }

    @Test func hidingAnExperimentHidesItsRunsUntilItIsRestored() throws {
        let repository = try repository()
        try repository.mlops("run", "-q", "--name", "a", "--experiment", "one", "--", "true").check()
        try repository.mlops("experiments", "rm", "one").check()
        #expect(try names(repository).isEmpty)
        #expect(try names(repository, "--deleted") == ["a"])
        #expect(try experiments(repository).count == 1)
        #expect(try repository.mlops("runs", "list", "--experiment", "one").code == 128)
        try repository.mlops("experiments", "restore", "one").check()
        #expect(try names(repository) == ["a"])
        #expect(try repository.mlops("experiments", "rm", "Default").code == 128)
    }

    @Test func namesAreTakenOnce() throws {
        let repository = try repository()
        let id = try repository.mlops("experiments", "create", "one").check().output
        let again = try repository.mlops("experiments", "create", "one")
        #expect(again.code == 128)
        #expect(again.errors == "fatal: experiment 'one' already exists")
        try repository.mlops("experiments", "rename", id, "two").check()
        try repository.mlops("experiments", "create", "one").check()
        #expect(try repository.mlops("experiments", "rename", "one", "two").code == 128)
    }

    /// Nobody asks anybody: both clones made the experiment, and it is one.
    @Test func twoClonesThatMakeOneExperimentHaveOne() throws {
        let repository = try repository()
        let bare = try repository.addBareRemote()
        try repository.git("push", "-q", "-u", "origin", "main").check()
        let other = try repository.clone("other", from: bare)
        try repository.mlops("run", "-q", "--name", "ours", "--experiment", "one", "--", "true").check()
        try other.mlops("run", "-q", "--name", "theirs", "--experiment", "one", "--", "true").check()
        for clone in [repository, other, repository, other] { try clone.mlops("sync").check() }
        #expect(try names(repository, "--experiment", "one") == ["ours", "theirs"])
        #expect(try names(other, "--experiment", "one") == ["ours", "theirs"])
        #expect(try experiments(repository) == experiments(other))
        #expect(try experiments(repository).count == 2)
    }
}
