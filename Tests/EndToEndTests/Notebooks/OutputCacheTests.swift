import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Outputs of this clone come back when git writes a notebook, and go nowhere else.
@Suite struct OutputCacheTests {
    let project: NotebookProject
    var repository: TempRepository { project.repository }

    init() throws {
        project = try NotebookProject()
        try project.write("a.ipynb", ("print(1)", "1"), ("print(2)", "2"))
        try repository.commit("one")
        try repository.git("switch", "-qc", "side").check()
        try project.write("a.ipynb", ("print(1)", "1"), ("print(3)", "3"))
        try repository.commit("two")
    }

    @Test func switchGivesEachBranchItsOwn() throws {
        try repository.git("switch", "-q", "main").check()
        #expect(try project.outputs("a.ipynb") == ["1", "2"])
        #expect(try project.status().isEmpty)
        try repository.git("switch", "-q", "side").check()
        #expect(try project.outputs("a.ipynb") == ["1", "3"])
        #expect(try project.status().isEmpty)
    }

    /// The same cell printed something else where another cell stood before it.
    @Test func outputsBelongToTheirContext() throws {
        try project.write("b.ipynb", ("x = 1", nil), ("print(x)", "1"))
        try repository.commit("x is 1")
        try repository.git("switch", "-qc", "other").check()
        try project.write("b.ipynb", ("x = 2", nil), ("print(x)", "2"))
        try repository.commit("x is 2")
        try repository.git("switch", "-q", "side").check()
        #expect(try project.outputs("b.ipynb") == ["", "1"])
        try repository.git("switch", "-q", "other").check()
        #expect(try project.outputs("b.ipynb") == ["", "2"])
    }

    @Test func stashAndPullKeepThem() throws {
        try project.write("a.ipynb", ("print(1)", "another run"), ("print(3)", "3"))
        try repository.write("b.txt", "x\n")
        try repository.git("add", "b.txt").check()
        try repository.git("stash", "-q").check()
        #expect(try project.outputs("a.ipynb") == ["another run", "3"])

        try repository.addBareRemote()
        try repository.git("push", "-q", "-u", "origin", "side").check()
        let colleague = NotebookProject(
            try repository.clone("colleague", from: repository.directory.path("origin.git"), options: ["-b", "side"]))
        #expect(try colleague.outputs("a.ipynb") == ["", ""])
        try colleague.write("a.ipynb", ("print(1)", nil), ("print(3)", nil), ("print(4)", "4"))
        try colleague.repository.commit("three")
        try colleague.repository.git("push", "-q").check()
        try repository.mlops("notebook", "settle").check()
        try repository.git("pull", "-q").check()
        #expect(try project.outputs("a.ipynb") == ["another run", "3", ""])
        #expect(try project.status().isEmpty)
    }

    @Test func whatLeavesTheRepositoryHasNone() throws {
        let archive = try repository.git("archive", "--format=tar", "HEAD", "a.ipynb").check().outputBytes
        #expect(!archive.asText.contains("stdout"))
        #expect(try !repository.git("cat-file", "--filters", "HEAD:a.ipynb").check().output.contains("stdout"))
    }

    @Test func itCanBeSwitchedOff() throws {
        try repository.git("config", "mlops.outputCache", "false").check()
        try repository.git("switch", "-q", "main").check()
        #expect(try project.outputs("a.ipynb") == ["", ""])
        try project.write("c.ipynb", ("print(5)", "5"))
        try repository.commit("c")
        try repository.git("config", "--unset", "mlops.outputCache").check()
        try Files.remove(repository.path("c.ipynb"))
        try repository.git("checkout", "--", "c.ipynb").check()
        #expect(try project.outputs("c.ipynb") == [""])
    }

    @Test func itStaysSmall() throws {
        try repository.git("config", "mlops.outputCacheSize", "40k").check()
        for round in 0..<20 {
            for name in ["a.ipynb", "b.ipynb", "c.ipynb", "d.ipynb", "e.ipynb", "f.ipynb"] {
                try project.write(name, ("print(1)", String(repeating: "\(round)", count: 3000)))
            }
            try repository.git("add", "-A").check()
        }
        let folder = repository.path(".git/mlops/outputs")
        let size = try Files.list(folder).reduce(0) { $0 + (Files.info(Paths.join(folder, $1))?.size ?? 0) }
        #expect((1...50_000).contains(size))
    }

    @Test func aDamagedCacheIsNoHindrance() throws {
        let folder = repository.path(".git/mlops/outputs")
        for name in try Files.list(folder) {
            var bytes = try Files.read(Paths.join(folder, name))
            bytes = Array(bytes.prefix(bytes.count / 2)) + [0xff, 0x00, 0x7f]
            try Files.write(bytes, to: Paths.join(folder, name))
        }
        try repository.git("switch", "-q", "main").check()
        #expect(try project.status().isEmpty)
        try project.write("a.ipynb", ("print(1)", "new"), ("print(2)", "2"))
        try repository.commit("again")
        try Files.remove(repository.path("a.ipynb"))
        try repository.git("checkout", "--", "a.ipynb").check()
        #expect(try project.status().isEmpty)
    }
}
