package import MLOpsCore

/// Values put into a notebook before it runs, as papermill does it: a cell tagged `injected-parameters` after the one
/// tagged `parameters`, or at the top.
package enum NotebookParameters {
    /// Whether a parameter may be called so: a name in Python, R and Julia alike.
    package static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, !(0x30...0x39).contains(first) else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: true
            default: false
            }
        }
    }

    /// The kernel that the notebook names.
    package static func kernel(of bytes: [UInt8]) -> String? {
        NotebookContent(bytes)?.root["metadata"]?["kernelspec"]?["name"]?.stringValue
    }

    /// The notebook with the cell, in place of one from an earlier run. Only for Python: whoever needs another
    /// language has papermill.
    package static func inject(
        _ parameters: [(key: String, value: JSONValue)], into bytes: [UInt8]
    ) throws(NotebookError) -> [UInt8] {
        guard var notebook = NotebookContent(bytes), notebook.major == 4 else {
            throw NotebookError("not a notebook of nbformat 4")
        }
        let language = notebook.root["metadata"]?["kernelspec"]?["language"]?.stringValue
        guard (language ?? "python") == "python" else {
            throw NotebookError("parameters need papermill: the notebook is written in \(language ?? "")")
        }
        notebook.cells.removeAll { $0.hasTag("injected-parameters") }
        let place = notebook.cells.firstIndex { $0.hasTag("parameters") }.map { $0 + 1 } ?? 0
        let lines = ["# Parameters"] + parameters.map { "\($0.key) = \(python($0.value))" }
        var cell: JSONObject = [
            "cell_type": "code", "execution_count": .null, "metadata": ["tags": ["injected-parameters"]], "outputs": [],
            "source": .string(lines.joined(separator: "\n")),
        ]
        if notebook.minor >= 5 { cell["id"] = .string(freeID(notebook)) }
        guard let made = NotebookCell(.object(cell), major: 4) else { throw NotebookError("not a notebook") }
        notebook.cells.insert(made, at: place)
        return notebook.serialized
    }

    private static func freeID(_ notebook: NotebookContent) -> String {
        let taken = Set(notebook.cells.compactMap(\.id))
        var number = 0
        while taken.contains("injected-parameters-\(number)") { number += 1 }
        return "injected-parameters-\(number)"
    }

    private static func python(_ value: JSONValue) -> String {
        switch value {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .double(let number) where !number.isFinite: "float('\(number)')"
        case .array(let items): "[" + items.map(python).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { "\(python(.string($0.key))): \(python($0.value))" }.joined(separator: ", ") + "}"
        default: String(decoding: value.serialized(.compact), as: UTF8.self)
        }
    }
}

extension NotebookCell {
    fileprivate func hasTag(_ tag: String) -> Bool {
        (metadata["tags"]?.arrayValue ?? []).contains(.string(tag))
    }
}
