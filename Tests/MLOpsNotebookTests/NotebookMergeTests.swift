import MLOpsCore
import MLOpsNotebook
import MLOpsTestSupport
import Testing

@Suite struct NotebookMergeTests {
    private let merge = NotebookMerge()
    private var versions = NotebookVersions(seed: 3)

    private typealias Cell = NotebookVersions.Cell

    private func cell(_ id: String, _ source: String, tags: [String] = []) -> Cell {
        Cell(id: id, type: "code", source: source, tags: tags)
    }

    private func merged(_ base: [Cell], _ ours: [Cell], _ theirs: [Cell]) throws -> (
        sources: [String], conflicts: [Int], notes: [String]
    ) {
        let result = try #require(
            merge.merge(
                base: versions.notebook(base), ours: versions.notebook(ours), theirs: versions.notebook(theirs)))
        return (try MergedCells(result.bytes).sources, result.conflicts, result.notes)
    }

    @Test func aConflictStandsInItsCell() throws {
        let base = [cell("a", "import os"), cell("b", "x = 1\ny = 2"), cell("c", "print(x)")]
        var (ours, theirs) = (base, base)
        ours[1].source = "x = 10\ny = 2"
        theirs[1].source = "x = 100\ny = 2"
        let result = try merged(base, ours, theirs)
        #expect(result.conflicts == [2])
        #expect(
            result.sources == [
                "import os", "<<<<<<< ours\nx = 10\n=======\nx = 100\n>>>>>>> theirs\ny = 2", "print(x)",
            ])
    }

    @Test func aDeletedCellThatTheOtherSideChangedStays() throws {
        let base = [cell("a", "import os"), cell("b", "x = 1"), cell("c", "print(x)")]
        var theirs = base
        theirs[1].source = "x = 2"
        let result = try merged(base, [base[0], base[2]], theirs)
        #expect(result.conflicts == [2])
        #expect(result.sources[1] == "<<<<<<< ours\n=======\nx = 2\n>>>>>>> theirs")
    }

    @Test func bothAddAtTheEnd() throws {
        let base = [cell("a", "import os")]
        let result = try merged(base, base + [cell("b", "mine")], base + [cell("c", "yours")])
        #expect(result.sources == ["import os", "mine", "yours"])
        #expect(result.conflicts.isEmpty)
        #expect(result.notes == ["both sides added cells after cell 1; those of 'ours' stand first"])
        #expect(try merged(base, base + [cell("b", "new")], base + [cell("c", "new")]).sources == ["import os", "new"])
    }

    @Test func aMovedCellTakesItsChangeAlong() throws {
        let base = [cell("a", "first = 1"), cell("b", "second = 2"), cell("c", "third = 3")]
        var versions = NotebookVersions(seed: 3)
        while versions.identity != .own { versions = NotebookVersions(seed: versions.random.next()) }
        var theirs = base
        theirs[0].source = "first = 11"
        let result = try #require(
            merge.merge(
                base: versions.notebook(base), ours: versions.notebook([base[1], base[2], base[0]]),
                theirs: versions.notebook(theirs)))
        #expect(try MergedCells(result.bytes).sources == ["second = 2", "third = 3", "first = 11"])
        #expect(result.conflicts.isEmpty)
    }

    @Test func tagsAreMergedAsASet() throws {
        let base = [cell("a", "x", tags: ["one", "two"])]
        let result = try #require(
            merge.merge(
                base: versions.notebook(base), ours: versions.notebook([cell("a", "x", tags: ["two", "three"])]),
                theirs: versions.notebook([cell("a", "x", tags: ["one", "two", "four"])])))
        let tags = try JSONValue.parse(result.bytes)["cells"]?.arrayValue?[0]["metadata"]?["tags"]
        #expect(tags == ["two", "three", "four"])
    }

    /// Text that looks alike is not the same: the change of normalization is somebody's change.
    @Test func lookAlikesAreNotTheSame() throws {
        let base = [cell("a", "é = 1\nx\ny\nz")]
        let result = try merged(base, [cell("a", "e\u{301} = 1\nx\ny\nz")], [cell("a", "é = 1\nx\ny\nz2")])
        #expect(Array(result.sources[0].utf8) == Array("e\u{301} = 1\nx\ny\nz2".utf8))
    }

    @Test func whatIsNoNotebookIsNotMerged() {
        let good = versions.notebook([cell("a", "x")])
        #expect(merge.merge(base: good, ours: Array("{".utf8), theirs: versions.notebook([])) == nil)
        #expect(
            merge.merge(base: good, ours: Array(#"{"nbformat":3,"worksheets":[]}"#.utf8), theirs: versions.notebook([]))
                == nil)
    }

    @Test func anEmptyBaseKeepsBothSides() throws {
        let result = try #require(
            merge.merge(
                base: [], ours: versions.notebook([cell("a", "mine")]),
                theirs: versions.notebook([cell("b", "yours")])))
        #expect(try MergedCells(result.bytes).sources == ["mine", "yours"])
    }
}
