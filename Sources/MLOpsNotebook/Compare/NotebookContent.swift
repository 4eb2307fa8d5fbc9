internal import MLOpsCore

/// A notebook as people see it: a list of cells. Outputs are kept, but nothing here looks into them.
struct NotebookContent {
    var major: Int
    var minor: Int
    /// Everything at the top but the cells.
    var root: JSONObject
    var cells: [NotebookCell]

    /// nil when `bytes` are no notebook of nbformat 3 or 4, or hold text that no UTF-8 can hold.
    init?(_ bytes: [UInt8]) {
        let options = JSONOptions(allowNonFinite: true, maxIntegerDigits: 4300)
        guard bytes.count <= NotebookStrip.sizeLimit, let value = try? JSONValue.parse(bytes, options: options),
            let root = value.objectValue, let major = root["nbformat"]?.integerValue, (3...4).contains(major)
        else { return nil }
        self.major = Int(major)
        minor = root["nbformat_minor"]?.integerValue.flatMap { Int(exactly: $0) } ?? 0
        let lists =
            major == 4
            ? [root["cells"]?.arrayValue]
            : (root["worksheets"]?.arrayValue ?? []).map { $0["cells"]?.arrayValue }
        var cells: [NotebookCell] = []
        for list in lists {
            guard let list else { return nil }
            for value in list {
                guard let cell = NotebookCell(value, major: Int(major)) else { return nil }
                cells.append(cell)
            }
        }
        self.cells = cells
        self.root = JSONObject(root.filter { $0.key != "cells" && $0.key != "worksheets" })
    }

    /// Whether ids say which cell is which. Those that count cells, as nbstripout writes them, say nothing; nor do
    /// some when others are missing or repeated.
    var hasOwnIDs: Bool {
        let ids = cells.compactMap(\.id)
        return ids.count == cells.count && Set(ids.map(ByteKey.init)).count == ids.count && !hasNumbersAsIDs
    }

    var hasNumbersAsIDs: Bool {
        !cells.isEmpty && cells.enumerated().allSatisfy { $0.element.id == String($0.offset) }
    }

    /// nbformat 4 as JSON, not yet in its canonical layout.
    var serialized: [UInt8] {
        var object = root
        object["cells"] = .array(cells.map(\.value))
        object["nbformat_minor"] = .integer(Int64(minor))
        return JSONValue.object(object).serialized(JSONStyle(indent: nil, sortedKeys: true, bareNonFinite: true))
    }
}

/// One cell.
struct NotebookCell {
    let type: String
    var source: String
    /// All members, `source` as it was read.
    var members: JSONObject

    init?(_ value: JSONValue, major: Int) {
        guard let members = value.objectValue, let type = members["cell_type"]?.stringValue,
            let text = members[major == 3 && type == "code" ? "input" : "source"], let source = Self.text(text)
        else { return nil }
        self.type = type
        self.source = source
        self.members = members
    }

    var id: String? { members["id"]?.stringValue }
    var metadata: JSONObject { members["metadata"]?.objectValue ?? [:] }

    /// Lines without their ends, compared by bytes: text that only looks alike is not the same.
    var lines: [ByteKey] {
        source.split(separator: "\n", omittingEmptySubsequences: false).map { ByteKey(String($0)) }
    }

    /// What makes it the same cell wherever it stands.
    var identity: ByteKey { ByteKey(type + "\n" + source) }

    var value: JSONValue {
        var members = members
        members["source"] = .string(source)
        return .object(members)
    }

    private static func text(_ value: JSONValue) -> String? {
        if let text = value.stringValue { return text }
        guard let lines = value.arrayValue else { return nil }
        let strings = lines.compactMap(\.stringValue)
        return strings.count == lines.count ? strings.joined() : nil
    }
}
