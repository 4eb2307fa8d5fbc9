import MLOpsTestSupport
import Testing

/// nbstripout #65: a notebook that was run is ` M` for ever, though its diff is empty.
@Suite struct NotebookSettleTests {
    let project: NotebookProject
    var repository: TempRepository { project.repository }

    init() throws {
        project = try NotebookProject()
        try project.write("a.ipynb", ("print(1)", nil))
        try project.write("b b.ipynb", ("print(1)", nil))
        try repository.commit("one")
    }

    @Test func outputsAloneAreNoChange() throws {
        try project.write("a.ipynb", ("print(1)", "1"))
        #expect(try project.status() == " M a.ipynb")
        #expect(try repository.git("diff").check().output.isEmpty)
        #expect(try repository.mlops("notebook", "settle").check().output == "Settled 1 notebook")
        #expect(try project.status().isEmpty)
        #expect(try project.outputs("a.ipynb") == ["1"])
        #expect(try repository.mlops("notebook", "settle").check().output.isEmpty)
    }

    @Test func aRealChangeStaysAndNothingIsStaged() throws {
        try project.write("a.ipynb", ("print(2)", "2"))
        try project.write("b b.ipynb", ("print(1)", "1"))
        let staged = try repository.git("write-tree").check().output
        let report = try repository.mlops("notebook", "settle", "--verbose").check().output
        #expect(report == "settled b b.ipynb\nchanged a.ipynb")
        #expect(try project.status() == " M a.ipynb")
        #expect(try repository.git("write-tree").check().output == staged)
        #expect(
            try repository.mlops("notebook", "settle", "--json").check().output.contains(#""changed": ["#))
    }

    @Test func pathsLimitIt() throws {
        try project.write("a.ipynb", ("print(1)", "1"))
        try project.write("b b.ipynb", ("print(1)", "1"))
        try repository.mlops("notebook", "settle", "a.ipynb").check()
        #expect(try project.status() == #" M "b b.ipynb""#)
    }

    /// nbstripout #108: a colleague's change comes in over outputs that nobody sees.
    @Test func settledNotebooksDoNotBlockASwitch() throws {
        try repository.git("switch", "-qc", "side").check()
        try project.write("a.ipynb", ("print(1)", nil), ("print(2)", nil))
        try repository.commit("two")
        try repository.git("switch", "-q", "main").check()
        try project.write("a.ipynb", ("print(1)", "local"))
        #expect(try repository.git("switch", "side").code != 0)
        try repository.mlops("notebook", "settle").check()
        try repository.git("switch", "-q", "side").check()
        #expect(try project.outputs("a.ipynb") == ["local", ""])
    }
}
