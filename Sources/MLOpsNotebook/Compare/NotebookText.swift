internal import MLOpsCore

/// A notebook as text for `git diff`: metadata, then the cells, each behind a line with its type. Outputs, execution
/// counts, ids and numbers are left out, so that only what a person changed shows.
package enum NotebookText {
    /// nil when `bytes` are no notebook; whoever shows a difference then shows them as they are.
    package static func of(_ bytes: [UInt8], options: StripOptions = StripOptions()) -> [UInt8]? {
        var options = options
        options.keepOutput = false
        options.collectFindings = false
        guard let stripped = try? NotebookStrip.strip(bytes, options: options).bytes,
            let notebook = NotebookContent(stripped)
        else { return nil }
        var lines = ["nbformat \(notebook.major).\(notebook.minor)"]
        lines += NotebookText.lines(notebook.root["metadata"]?.objectValue ?? [:], prefix: "metadata.")
        for cell in notebook.cells {
            lines += ["", header(cell)] + attachments(cell) + cell.lines.map(\.text)
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func header(_ cell: NotebookCell) -> String {
        "[\(cell.type)]" + (cell.metadata.isEmpty ? "" : " " + compact(.object(cell.metadata)))
    }

    static func lines(_ object: JSONObject, prefix: String) -> [String] {
        object.keys.sorted { ByteKey($0) < ByteKey($1) }.map { "\(prefix)\($0) \(compact(object[$0] ?? .null))" }
    }

    private static func attachments(_ cell: NotebookCell) -> [String] {
        let files = cell.members["attachments"]?.objectValue ?? [:]
        return files.keys.sorted { ByteKey($0) < ByteKey($1) }.map { name in
            let bytes = compact(files[name] ?? .null)
            return
                "attachment \(name) (\(bytes.utf8.count) bytes, \(String(CellHash.of(Array(bytes.utf8)), radix: 16)))"
        }
    }

    private static func compact(_ value: JSONValue) -> String {
        let style = JSONStyle(indent: nil, sortedKeys: true, bareNonFinite: true)
        return String(decoding: value.serialized(style), as: UTF8.self)
    }
}
