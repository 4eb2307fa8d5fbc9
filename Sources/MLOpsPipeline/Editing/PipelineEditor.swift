package import MLOpsCore
package import MLOpsDocuments

/// Changes stages in the text of a pipeline file; everything else, comments and layout, stays byte for byte. A result is
/// read again before it is returned: a layout that is not understood ends in an error, never in another pipeline.
package struct PipelineEditor {
    private let name: String
    private let bytes: [UInt8]

    /// `name` is the file as messages show it.
    package init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    /// The text with the stage at its end, or in place of the stage of that name.
    package func setting(_ stage: String, _ definition: JSONObject) throws(DocumentError) -> [UInt8] {
        let located = try Document.locate(bytes, format: .yaml, name: name)
        var expected = located.value.objectValue ?? JSONObject()
        var stages = expected["stages"]?.objectValue ?? JSONObject()
        let isThere = stages[stage] != nil
        stages[stage] = .object(definition)
        expected["stages"] = .object(stages)
        var lines = TextLines(bytes)
        let indent = try self.indent(of: located, stages, lines)
        let member = BlockYAML.member(stage, .object(definition), indent: indent)
        if isThere {
            lines.replace(try range(of: ["stages", stage], in: located, lines), with: member)
        } else if located.value["stages"]?.objectValue?.isEmpty ?? true {
            if let line = located.position(of: ["stages"])?.line, located.value["stages"] != nil {
                lines.replace(line - 1..<line, with: "stages:\n" + member)
            } else {
                lines.append("stages:\n" + member)
            }
        } else {
            let end = try range(of: ["stages"], in: located, lines).upperBound
            lines.replace(end..<end, with: member)
        }
        return try verified(lines.bytes, .object(expected), stage)
    }

    /// The text without the stage.
    package func removing(_ stage: String) throws(DocumentError) -> [UInt8] {
        let located = try Document.locate(bytes, format: .yaml, name: name)
        guard var stages = located.value["stages"]?.objectValue, stages[stage] != nil,
            var expected = located.value.objectValue
        else { throw DocumentError("has no stage '\(stage)'", in: name) }
        stages[stage] = nil
        expected["stages"] = .object(stages)
        var lines = TextLines(bytes)
        lines.replace(try range(of: ["stages", stage], in: located, lines), with: "")
        if stages.isEmpty, let line = located.position(of: ["stages"])?.line {
            lines.replace(line - 1..<line, with: "stages: {}\n")
        }
        return try verified(lines.bytes, .object(expected), stage)
    }

    /// The text with the stage frozen, or not frozen any more.
    package func freezing(_ stage: String, _ isFrozen: Bool) throws(DocumentError) -> [UInt8] {
        let located = try Document.locate(bytes, format: .yaml, name: name)
        guard let definition = located.value["stages"]?[stage] else {
            throw DocumentError("has no stage '\(stage)'", in: name)
        }
        let path = definition["do"] == nil ? ["stages", stage] : ["stages", stage, "do"]
        let owner = definition["do"] ?? definition
        if isFrozen {
            if owner["frozen"] == true { return bytes }
            let key = (path + ["frozen"]).joined(separator: ".")
            return try Document.edit(bytes, format: .yaml, name: name, set: [(key, true)])
        }
        guard owner["frozen"] != nil else { return bytes }
        var lines = TextLines(bytes)
        // Within braces there is no line to take away.
        guard let range = try? range(of: path + ["frozen"], in: located, lines) else {
            let key = (path + ["frozen"]).joined(separator: ".")
            return try Document.edit(bytes, format: .yaml, name: name, set: [(key, false)])
        }
        lines.replace(range, with: "")
        guard let result = try? Document.parse(lines.bytes, format: .yaml, name: name),
            result["stages"]?.objectValue?.count
                == located.value["stages"]?.objectValue?.count
        else { throw refusal(stage) }
        return lines.bytes
    }

    private func verified(_ result: [UInt8], _ expected: JSONValue, _ stage: String) throws(DocumentError) -> [UInt8] {
        guard let read = try? Document.parse(result, format: .yaml, name: name), read == expected else {
            throw refusal(stage)
        }
        return result
    }

    private func refusal(_ stage: String) -> DocumentError {
        DocumentError(
            "cannot be changed without touching other values", in: name, key: "stages.\(stage)",
            hint: "change it with an editor")
    }

    /// How far names of stages are indented.
    private func indent(
        of located: LocatedDocument, _ stages: JSONObject, _ lines: TextLines
    ) throws(DocumentError) -> Int {
        guard let first = located.value["stages"]?.objectValue?.keys.first,
            let position = located.position(of: ["stages", first])
        else { return 2 }
        // Behind a brace on the line of 'stages' there is no line to add one to.
        guard lines.indent(position.line - 1) == position.column - 1 else { throw refusal(first) }
        return position.column - 1
    }

    /// The lines of a member: from its key to the next line that is indented as little, without the blank lines and
    /// comments before that, which belong to what follows.
    private func range(
        of path: [String], in located: LocatedDocument, _ lines: TextLines
    ) throws(DocumentError) -> Range<Int> {
        guard let position = located.position(of: path), lines.indent(position.line - 1) == position.column - 1 else {
            throw refusal(path.last ?? "")
        }
        let start = position.line - 1
        let indent = position.column - 1
        var end = start + 1
        var last = end
        while end < lines.count {
            if let own = lines.indent(end), !lines.isComment(end) {
                let isItem = own == indent && lines.isItem(end)
                if own <= indent, !isItem { break }
                last = end + 1
            }
            end += 1
        }
        return start..<last
    }
}

/// A text as lines, each with its line break.
struct TextLines {
    private var lines: [[UInt8]] = []

    init(_ bytes: [UInt8]) {
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: 0x0a).map { $0 + 1 } ?? bytes.endIndex
            lines.append(Array(bytes[start..<end]))
            start = end
        }
    }

    var count: Int { lines.count }
    var bytes: [UInt8] { lines.flatMap { $0 } }

    /// Spaces at the start of a line; nil when it is blank.
    func indent(_ line: Int) -> Int? {
        guard line < lines.count else { return nil }
        let rest = lines[line].drop { $0 == 0x20 }
        guard let first = rest.first, first != 0x0a, first != 0x0d else { return nil }
        return lines[line].count - rest.count
    }

    func isComment(_ line: Int) -> Bool { starts(line, with: "#") }

    func isItem(_ line: Int) -> Bool { starts(line, with: "-") }

    private func starts(_ line: Int, with sign: UnicodeScalar) -> Bool {
        lines[line].first { $0 != 0x20 } == UInt8(ascii: sign)
    }

    mutating func replace(_ range: Range<Int>, with text: String) {
        if range.lowerBound == lines.count { return append(text) }
        lines.replaceSubrange(range, with: text.isEmpty ? [] : [Array(text.utf8)])
    }

    /// Adds the text on lines of its own.
    mutating func append(_ text: String) {
        if let last = lines.last, last.last != 0x0a { lines[lines.count - 1].append(0x0a) }
        lines.append(Array(text.utf8))
    }
}
