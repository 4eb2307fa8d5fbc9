import MLOpsNotebook
import MLOpsTestSupport
import Testing

@Suite struct NotebookStripTests {
    private func strip(_ text: String, _ change: (inout StripOptions) -> Void = { _ in }) throws -> StripResult {
        var options = StripOptions()
        change(&options)
        return try NotebookStrip.strip(Array(text.utf8), options: options)
    }

    private func text(_ notebook: String, _ change: (inout StripOptions) -> Void = { _ in }) throws -> String {
        String(decoding: try strip(notebook, change).bytes, as: UTF8.self)
    }

    /// A notebook of format 4 with these cells; `metadata` and the rest around them.
    private func notebook(_ cells: String, metadata: String = "", minor: Int = 4) -> String {
        "{\"cells\": [\(cells)], \"metadata\": {\(metadata)}, \"nbformat\": 4, \"nbformat_minor\": \(minor)}"
    }

    private func message(_ text: String, _ change: (inout StripOptions) -> Void = { _ in }) -> String? {
        do {
            _ = try strip(text, change)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// What is written for one value somewhere in a notebook.
    private func written(_ value: String, major: Int = 4) throws -> String {
        let cells = major == 4 ? "\"cells\": []" : "\"worksheets\": []"
        let result = try text("{\(cells), \"metadata\": {\"x\": \(value)}, \"nbformat\": \(major)}")
        let start = try #require(result.firstRange(of: "\"x\": "))
        return String(result[start.upperBound...].prefix { $0 != "\n" })
    }

    @Test func wholeNotebook() throws {
        let cell = """
            {"source": "a\\nb", "metadata": {"collapsed": true, "tags": []}, "cell_type": "code", "execution_count": 3,
             "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}], "id": "abc"}
            """
        let expected = """
            {
             "cells": [
              {
               "cell_type": "code",
               "execution_count": null,
               "id": "0",
               "metadata": {
                "tags": []
               },
               "outputs": [],
               "source": [
                "a\\n",
                "b"
               ]
              }
             ],
             "metadata": {},
             "nbformat": 4,
             "nbformat_minor": 5
            }

            """
        let result = try strip(notebook(cell, metadata: "\"widgets\": {}, \"signature\": \"s\"", minor: 5))
        #expect(String(decoding: result.bytes, as: UTF8.self) == expected)
        #expect(result.changed)
        #expect(
            result.findings.map(\.description) == [
                "notebook: metadata.widgets", "cell 1: execution count, cell id, 1 output, metadata.collapsed",
            ])
        let again = try NotebookStrip.strip(result.bytes)
        #expect(!again.changed)
        #expect(!again.contentChanged)
        #expect(again.findings.isEmpty)
    }

    @Test func emptyFileCanBeAdded() throws {
        let result = try strip("")
        #expect(result.bytes.isEmpty)
        #expect(!result.changed)
    }

    @Test(arguments: [
        (" \n", "not a notebook: line 2, column 1: expected a value, not the end of the text"),
        ("\u{feff}{}", "not a notebook: line 1, column 1: starts with a byte order mark"),
        ("[]", "not a notebook: no object at the top"),
        ("{\"a\": }", "not a notebook: line 1, column 7: expected a value"),
        ("<<<<<<< HEAD\n{}", "not a notebook: line 1, column 1: expected a value"),
        ("{\"nbformat\": 5, \"metadata\": {}}", "nbformat 5 is not known"),
        ("{\"nbformat\": \"4\", \"metadata\": {}}", "'nbformat' is not an integer"),
        ("{\"nbformat\": 4.0, \"metadata\": {}}", "'nbformat' is not an integer"),
        ("{\"nbformat\": 4, \"cells\": []}", "not a notebook: it has no 'metadata'"),
        ("{\"nbformat\": 4, \"metadata\": {}}", "not a notebook: it has no 'cells'"),
        ("{\"nbformat\": 3, \"metadata\": {}, \"cells\": []}", "not a notebook: it has no 'worksheets'"),
        ("{\"nbformat\": 4, \"metadata\": {}, \"cells\": [1]}", "cell 1 is no object"),
    ])
    func refusals(notebook: String, expected: String) {
        #expect(message(notebook) == expected)
    }

    @Test func deepNestingIsRefused() {
        let deep = String(repeating: "[", count: 10_000)
        #expect(
            message("{\"metadata\": {\"x\": \(deep)")
                == "not a notebook: line 1, column 530: nested deeper than 512 levels")
    }

    @Test func badTextInDroppedOutputsIsRefused() {
        #expect(throws: NotebookError.self) {
            try NotebookStrip.strip(
                Array("{\"cells\": [{\"outputs\": [\"".utf8) + [0xff]
                    + Array("\"]}], \"metadata\": {}, \"nbformat\": 4}".utf8))
        }
    }

    @Test(arguments: [
        ("-0", "0"), ("123456789012345678901234567890", "123456789012345678901234567890"), ("1E5", "100000.0"),
        ("1e-7", "1e-07"), ("1e16", "1e+16"), ("1e400", "Infinity"), ("-1e400", "-Infinity"), ("NaN", "NaN"),
        ("9852066437559532.0", "9852066437559532.0"), ("-0.0", "-0.0"), ("{}", "{}"), ("[ ]", "[]"),
        (#""\u00e9\u007f\/\ud83d\ude00""#, "\"é\u{7f}/😀\""), (#""\u000b\u0008""#, #""\u000b\b""#),
        (#""\uD800""#, #""\ud800""#), (#""\u2028""#, "\"\u{2028}\""),
    ])
    func values(value: String, expected: String) throws {
        #expect(try written(value) == expected)
    }

    @Test func olderFormatsEscapeAllButASCII() throws {
        #expect(try written("\"é\u{7f}😀\"", major: 3) == #""\u00e9\u007f\ud83d\ude00""#)
    }

    @Test func hugeIntegersAreRefusedAsInPython() throws {
        #expect(try written(String(repeating: "9", count: 4300)).count == 4300)
        #expect(
            message(notebook("", metadata: "\"x\": \(String(repeating: "9", count: 4301))"))?.contains("4300 digits")
                == true)
    }

    @Test func duplicateKeysLastWins() throws {
        #expect(try written("1, \"x\": 2") == "2")
        #expect(try text(notebook("", metadata: "\"\\u0061\": 1, \"a\": 2")).contains("\"a\": 2\n"))
        // An accent composed and decomposed: two keys.
        #expect(
            try text(notebook("", metadata: "\"\u{e9}\": 1, \"e\u{301}\": 2")).contains(
                "\"e\u{301}\": 2,\n  \"\u{e9}\": 1"))
    }

    @Test func linesAreCutAsInPython() throws {
        let source = #""a\nb\r\nc\rd\u000be\u001cf\u0085g\u2028h\u2029i\u001fj""#
        let cell = "{\"cell_type\": \"raw\", \"metadata\": {}, \"source\": \(source)}"
        let lines = [
            "a\\n", "b\\r\\n", "c\\r", "d\\u000b", "e\\u001c", "f\u{85}", "g\u{2028}", "h\u{2029}", "i\\u001fj",
        ]
        let expected = "\"source\": [\n" + lines.map { "    \"\($0)\"" }.joined(separator: ",\n") + "\n   ]"
        #expect(try text(notebook(cell)).contains(expected))
        // A CR and a LF from two strings are one line end.
        let split = "{\"cell_type\": \"raw\", \"metadata\": {}, \"source\": [\"a\\r\", \"\\nb\"]}"
        #expect(try text(notebook(split)).contains("    \"a\\r\\n\",\n    \"b\"\n"))
    }

    @Test func lineEndsBetweenTokensDoNotMatter() throws {
        let unix = notebook("\n{\"cell_type\": \"raw\",\n\"metadata\": {}, \"source\": []}\n")
        #expect(try text(unix.replacing("\n", with: "\r\n")) == text(unix))
    }

    @Test func initCellDecidesAlone() throws {
        func kept(_ metadata: String, _ change: (inout StripOptions) -> Void = { _ in }) throws -> Bool {
            let cell =
                "{\"cell_type\": \"code\", \"metadata\": {\(metadata)}, \"outputs\": [{\"output_type\": \"stream\", \"text\": \"x\"}], \"source\": []}"
            return try text(notebook(cell), change).contains("stream")
        }
        #expect(try kept("\"init_cell\": true"))
        #expect(try !kept("\"init_cell\": true") { $0.stripInitCells = true })
        #expect(try !kept("\"init_cell\": false, \"keep_output\": true") { $0.keepOutput = true })
        #expect(try kept("\"tags\": [\"keep_output\"]"))
        #expect(try !kept("\"keep_output\": false") { $0.keepOutput = true })
        #expect(
            message(notebook("{\"metadata\": {\"keep_output\": false, \"tags\": [\"keep_output\"]}}"))?.hasPrefix(
                "cell 1: 'keep_output' is false") == true)
    }

    @Test func badExtraKeysAreSaid() throws {
        let result = try strip(notebook("")) { $0.extraKeys = ["x", "y.z", "metadata.a"] }
        #expect(result.warnings == ["ignoring invalid extra key 'x'", "ignoring invalid extra key 'y.z'"])
    }

    @Test func zeppelin() throws {
        let note = #"{"paragraphs": [{"text": "é", "results": {"code": "SUCCESS"}}], "name": "n"}"#
        let expected = """
            {
              "paragraphs": [
                {
                  "text": "\\u00e9",
                  "results": {}
                }
              ],
              "name": "n"
            }

            """
        let result = try strip(note) { $0.mode = .zeppelin }
        #expect(String(decoding: result.bytes, as: UTF8.self) == expected)
        #expect(result.findings.map(\.description) == ["cell 1: 1 output"])
    }
}
