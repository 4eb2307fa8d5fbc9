import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport

/// A repository whose notebooks pass our filter.
struct NotebookProject {
    static let attributes = "*.ipynb filter=mlops-notebook diff=mlops-notebook merge=mlops-notebook\n"
    let repository: TempRepository

    init(install: Bool = true) throws {
        repository = try TempRepository(install: install)
        try repository.write(".gitattributes", Self.attributes)
    }

    init(_ repository: TempRepository) {
        self.repository = repository
    }

    /// A notebook in Jupyter's layout; each cell is a source and what it printed, nil when it did not run.
    static func text(_ cells: [(source: String, output: String?)]) -> String {
        let values = cells.enumerated().map { place, cell -> JSONValue in
            let outputs: [JSONValue] =
                cell.output.map { [["name": "stdout", "output_type": "stream", "text": [.string($0 + "\n")]]] } ?? []
            return [
                "cell_type": "code", "execution_count": cell.output == nil ? .null : .integer(Int64(place + 1)),
                "metadata": [:], "outputs": .array(outputs), "source": [.string(cell.source)],
            ]
        }
        let notebook: JSONValue = [
            "cells": .array(values), "metadata": [:], "nbformat": 4, "nbformat_minor": 4,
        ]
        return notebook.serialized(JSONStyle(indent: 1, sortedKeys: true)).asText + "\n"
    }

    func write(_ name: String, _ cells: (source: String, output: String?)...) throws {
        try repository.write(name, Self.text(cells))
    }

    /// What the cells of a working file printed.
    func outputs(_ name: String) throws -> [String] {
        let notebook = try JSONValue.parse(repository.bytes(name))
        return (notebook["cells"]?.arrayValue ?? []).map { cell in
            let text = cell["outputs"]?.arrayValue?.first?["text"]?.arrayValue?.first?.stringValue ?? ""
            return String(text.dropLast())
        }
    }

    func status() throws -> String {
        try repository.git("status", "--porcelain").check().output
    }
}
