import MLOpsNotebook
import Testing

/// Where nbstripout is wrong and we are not the same on purpose.
@Suite struct NbstripoutDefectTests {
    private func strip(_ text: String, _ change: (inout StripOptions) -> Void) throws -> String {
        var options = StripOptions()
        change(&options)
        return String(decoding: try NotebookStrip.strip(Array(text.utf8), options: options).bytes, as: UTF8.self)
    }

    private func cell(_ source: String, id: String? = nil, tags: String = "") -> String {
        let identifier = id.map { "\"id\": \"\($0)\", " } ?? ""
        return "{\(identifier)\"cell_type\": \"raw\", \"metadata\": {\"tags\": [\(tags)]}, \"source\": \"\(source)\"}"
    }

    private func notebook(_ cells: [String]) -> String {
        "{\"cells\": [\(cells.joined(separator: ","))], \"metadata\": {}, \"nbformat\": 4, \"nbformat_minor\": 5}"
    }

    /// There: only the last tag of the list counts.
    @Test func everyTagDrops() throws {
        let text = notebook([cell("one", tags: "\"a\""), cell("two", tags: "\"b\""), cell("three")])
        let result = try strip(text) { $0.dropTaggedCells = ["a", "b"] }
        #expect(!result.contains("one") && !result.contains("two") && result.contains("three"))
    }

    /// There: every code cell of format 3 goes, because its text is called `input`.
    @Test func codeOfFormat3IsNotEmpty() throws {
        let cells =
            #"{"cell_type": "code", "input": "x", "outputs": []}, {"cell_type": "code", "input": " \n", "outputs": []}"#
        let text = "{\"worksheets\": [{\"cells\": [\(cells)]}], \"metadata\": {}, \"nbformat\": 3}"
        let result = try strip(text) { $0.dropEmptyCells = true }
        #expect(result.contains("\"x\""))
        #expect(result.split(separator: "cell_type").count == 2)
    }

    /// There: missing and repeated ids become random, so git sees a change for ever.
    @Test func keptIDsAreTheSameOnEveryRun() throws {
        let text = notebook([cell("a", id: "x"), cell("b", id: "x"), cell("b"), cell("b"), cell("c", id: "y")])
        let once = try strip(text) { $0.keepID = true }
        #expect(once == (try strip(text) { $0.keepID = true }))
        #expect(once == (try strip(once) { $0.keepID = true }))
        let ids = once.split(separator: "\n").filter { $0.contains("\"id\"") }
        #expect(Set(ids).count == 5)
        #expect(ids[0].contains("\"x\"") && ids[4].contains("\"y\""))
    }

    /// There: a lone surrogate anywhere makes `git add` fail.
    @Test func loneSurrogatesStay() throws {
        #expect(try strip(notebook([cell("\\uD83D")])) { _ in }.contains("\"\\ud83d\""))
    }
}
