package import MLOpsCore

/// YAML text as ruamel.yaml writes it, which is what DVC's files look like: blocks, two spaces, lists not indented,
/// lines broken behind 80 columns. A file that DVC and we write in turn stays the same byte for byte.
package enum BlockYAML {
    /// The value as a document.
    package static func document(_ value: JSONValue) -> String {
        var writer = BlockYAMLWriter(indent: nil)
        writer.write(value, .root)
        return writer.finish()
    }

    /// The member `key: value` as it stands in a mapping indented by `indent`, with a line break at its end.
    package static func member(_ key: String, _ value: JSONValue, indent: Int) -> String {
        var writer = BlockYAMLWriter(indent: indent)
        writer.writeMembers([key: value])
        return writer.finish()
    }
}

/// A port of the part of ruamel.yaml's emitter that plain data needs; names follow it.
struct BlockYAMLWriter {
    enum Context { case root, sequence, mapping }

    static let bestWidth = 80
    /// A key that is longer, or of several lines, is marked as one by a question mark.
    private static let longestKey = 128
    var text: [UnicodeScalar] = []
    var column = 0
    /// Whether what comes next stands behind white space.
    var hasWhitespace = true
    /// Whether nothing but indentation and dashes stands on the line.
    var isIndention = true
    var indent: Int?

    init(indent: Int?) {
        self.indent = indent
    }

    func finish() -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text)
        return String(result) + (column > 0 ? "\n" : "")
    }

    mutating func write(_ value: JSONValue, _ context: Context) {
        switch value {
        case .object(let members) where members.isEmpty: writeEmpty("{", "}")
        case .array(let items) where items.isEmpty: writeEmpty("[", "]")
        case .object(let members):
            let outer = indent
            indent = indent.map { $0 + 2 } ?? 0
            writeMembers(members)
            indent = outer
        case .array(let items): writeItems(items, isIndentless: context == .mapping && !isIndention)
        default: writeScalar(value, context)
        }
    }

    mutating func writeMembers(_ members: JSONObject) {
        for (key, value) in members {
            writeIndent()
            let isSimple =
                key.unicodeScalars.count < Self.longestKey
                && !key.unicodeScalars.contains(where: ScalarAnalysis.isBreak)
            if !isSimple { writeIndicator("?", needsWhitespace: true, indention: true) }
            let outer = indent
            indent = (indent ?? 0) + 2
            writeText(key, isKey: isSimple)
            indent = outer
            if isSimple {
                writeIndicator(":", needsWhitespace: false)
            } else {
                writeIndent()
                writeIndicator(":", needsWhitespace: true, indention: true)
            }
            write(value, .mapping)
        }
    }

    private mutating func writeItems(_ items: [JSONValue], isIndentless: Bool) {
        let outer = indent
        if !isIndentless { indent = indent.map { $0 + 2 } ?? 0 }
        for item in items {
            writeIndent()
            writeIndicator("-", needsWhitespace: true, indention: true)
            write(item, .sequence)
        }
        indent = outer
    }

    private mutating func writeEmpty(_ open: String, _ close: String) {
        writeIndicator(open, needsWhitespace: true, whitespace: true)
        writeIndicator(close, needsWhitespace: false)
    }

    private mutating func writeScalar(_ value: JSONValue, _ context: Context) {
        let outer = indent
        indent = (indent ?? 0) + 2
        defer { indent = outer }
        if context == .sequence { writeIndent() }
        switch value {
        case .string(let text): writeText(text, isKey: false)
        case .null: break
        default: writePlain(Array(Self.plain(value).unicodeScalars), mayBreak: true)
        }
    }

    private static func plain(_ value: JSONValue) -> String {
        guard case .double(let number) = value else { return YAMLText.flow(value) }
        return number.isFinite ? JSONNumber.description(number) : YAMLText.flow(value)
    }

    private mutating func writeText(_ text: String, isKey: Bool) {
        let scalars = Array(text.unicodeScalars)
        switch ScalarStyle(text, scalars, isKey: isKey) {
        case .plain: writePlain(scalars, mayBreak: !isKey)
        case .single: writeSingleQuoted(scalars, mayBreak: !isKey)
        case .double: writeDoubleQuoted(scalars, mayBreak: !isKey)
        }
    }

    mutating func writeIndicator(
        _ indicator: String, needsWhitespace: Bool, whitespace: Bool = false, indention: Bool = false
    ) {
        append((hasWhitespace || !needsWhitespace ? "" : " ") + indicator)
        hasWhitespace = whitespace
        isIndention = isIndention && indention
    }

    mutating func writeIndent() {
        let indent = indent ?? 0
        if !isIndention || column > indent || (column == indent && !hasWhitespace) { writeLineBreak() }
        if column < indent {
            hasWhitespace = true
            append(String(repeating: " ", count: indent - column))
        }
    }

    mutating func writeLineBreak() {
        // At the very beginning there is no line to end.
        if !text.isEmpty { text.append("\n") }
        hasWhitespace = true
        isIndention = true
        column = 0
    }

    mutating func append(_ string: String) { append(Array(string.unicodeScalars)[...]) }

    mutating func append(_ scalars: ArraySlice<UnicodeScalar>) {
        text.append(contentsOf: scalars)
        column += scalars.count
    }
}
