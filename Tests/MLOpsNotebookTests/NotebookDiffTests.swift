import MLOpsNotebook
import Testing

@Suite struct NotebookDiffTests {
    private typealias Cell = NotebookVersions.Cell
    private let versions = NotebookVersions(seed: 1)

    private func notebook(_ sources: [String]) -> [UInt8] {
        versions.notebook(
            sources.map { Cell(id: "c" + $0.filter(\.isLetter), type: "code", source: $0) })
    }

    private func changes(_ old: [String], _ new: [String]) throws -> [String] {
        let diff = try #require(NotebookDiff(from: notebook(old), to: notebook(new)))
        return diff.changes.map { "\($0.kind) \($0.before ?? 0) \($0.after ?? 0)" }
    }

    @Test func cellsAreFoundAgain() throws {
        let old = ["alpha = 1", "beta = 22", "gamma = 3"]
        #expect(try changes(old, old).isEmpty)
        #expect(try changes(old, ["alpha = 1", "gamma = 3"]) == ["removed 2 0"])
        #expect(try changes(old, ["delta()"] + old) == ["added 0 1"])
        #expect(try changes(old, ["alpha = 1", "beta = 23", "gamma = 3"]) == ["changed 2 2"])
    }

    @Test func unchangedLinesAreLeftOut() throws {
        let lines = (1...20).map { "line \($0)" }
        var other = lines
        other[9] = "another"
        let diff = try #require(
            NotebookDiff(from: notebook([lines.joined(separator: "\n")]), to: notebook([other.joined(separator: "\n")]))
        )
        #expect(
            diff.changes[0].lines == [
                .gap(6), .same("line 7"), .same("line 8"), .same("line 9"), .removed("line 10"), .added("another"),
                .same("line 11"), .same("line 12"), .same("line 13"), .gap(7),
            ])
    }

    @Test func textHasNoOutputsAndNoNumbers() throws {
        let text = try #require(
            NotebookText.of(
                Array(
                    #"""
                    {"nbformat":4,"nbformat_minor":5,"metadata":{"kernelspec":{"name":"python3"}},"cells":[
                    {"cell_type":"code","id":"x","execution_count":7,"metadata":{"tags":["a"]},"source":["a\n","b"],
                    "outputs":[{"output_type":"stream","name":"stdout","text":["secret"]}]}]}
                    """#.utf8)))
        #expect(
            String(decoding: text, as: UTF8.self) == """
                nbformat 4.5
                metadata.kernelspec {"name":"python3"}

                [code] {"tags":["a"]}
                a
                b

                """)
        #expect(NotebookText.of(Array("<<<<<<<".utf8)) == nil)
    }
}
