import MLOpsCore
import MLOpsTestSupport
import Testing

/// Real merges by git.
@Suite struct NotebookMergeCommandTests {
    let project: NotebookProject
    var repository: TempRepository { project.repository }

    init() throws {
        project = try NotebookProject()
        try project.write("a.ipynb", ("import os", nil), ("x = 1", nil), ("print(x)", nil))
        try repository.commit("base")
        try repository.git("switch", "-qc", "side").check()
    }

    private func sources() throws -> [String] {
        let notebook = try JSONValue.parse(repository.bytes("a.ipynb"))
        return (notebook["cells"]?.arrayValue ?? []).map { cell in
            (cell["source"]?.arrayValue ?? []).compactMap(\.stringValue).joined()
        }
    }

    @Test func aConflictLeavesANotebook() throws {
        try project.write("a.ipynb", ("import os", nil), ("x = 2", nil), ("print(x)", nil))
        try repository.commit("theirs")
        try repository.git("switch", "-q", "main").check()
        try project.write("a.ipynb", ("import os", "mine"), ("x = 3", "3"), ("print(x)", nil))
        try repository.commit("ours")
        let merge = try repository.git("merge", "side")
        #expect(merge.code == 1)
        #expect(merge.errors.contains("mlops: a.ipynb: conflict in cell 2"))
        let sources = try sources()
        #expect(sources.count == 3)
        #expect(sources[1].contains("x = 3\n=======\nx = 2\n>>>>>>>"))
        #expect(try project.outputs("a.ipynb")[0] == "mine")
        let check = try repository.mlops("notebook", "check", "a.ipynb")
        #expect(check.code == 1)
        #expect(check.errors.contains("error: a.ipynb: cell 2: conflict markers of a merge"))
        try project.write("a.ipynb", ("import os", "mine"), ("x = 23", nil), ("print(x)", nil))
        try repository.commit("merged")
        #expect(try project.status().isEmpty)
    }

    /// git's own merge sees one block of lines that both changed.
    @Test func cellsAtTheSamePlaceAreNoConflict() throws {
        try project.write("a.ipynb", ("import os", nil), ("x = 1", nil), ("print(x)", nil), ("theirs()", nil))
        try repository.commit("theirs")
        try repository.git("switch", "-q", "main").check()
        try project.write("a.ipynb", ("import os", nil), ("x = 1", nil), ("print(x)", nil), ("ours()", nil))
        try repository.commit("ours")
        #expect(
            try repository.git("-c", "merge.mlops-notebook.driver=git merge-file %A %O %B", "merge", "side").code == 1)
        try repository.git("merge", "--abort").check()
        let merge = try repository.git("merge", "side").check()
        #expect(merge.errors.contains("both sides added cells after cell 3; those of '"))
        #expect(try sources() == ["import os", "x = 1", "print(x)", "ours()", "theirs()"])
        #expect(try project.status().isEmpty)
    }

    @Test func whatIsNoNotebookIsMergedAsText() throws {
        try repository.write("a.ipynb", "theirs\n")
        try repository.commit("theirs")
        try repository.git("switch", "-q", "main").check()
        try repository.write("a.ipynb", "ours\n")
        try repository.commit("ours")
        #expect(try repository.git("merge", "side").code == 1)
        #expect(try repository.read("a.ipynb").contains("\nours\n=======\n"))
    }
}
