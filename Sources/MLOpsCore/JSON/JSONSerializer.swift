/// Writes a ``JSONValue`` as text.
struct JSONSerializer {
    let style: JSONStyle
    var output: [UInt8] = []
    private var depth = 0

    init(style: JSONStyle) {
        self.style = style
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .integer(let value): output += String(value).utf8
        case .bigNumber(let digits): output += digits.utf8
        case .double(let value): write(value)
        case .string(let text): JSONText.appendQuoted(text, ascii: style.asciiOnly, to: &output)
        case .array(let items): writeItems(items)
        case .object(let members): writeMembers(members)
        }
    }

    private mutating func write(_ value: Double) {
        let quote: [UInt8] = value.isFinite || style.bareNonFinite ? [] : [0x22]
        output += quote + Array(JSONNumber.description(value).utf8) + quote
    }

    private mutating func writeItems(_ items: [JSONValue]) {
        output.append(0x5b)
        depth += 1
        for (index, item) in items.enumerated() {
            startElement(isFirst: index == 0)
            write(item)
        }
        endElements(isEmpty: items.isEmpty)
        output.append(0x5d)
    }

    private mutating func writeMembers(_ members: JSONObject) {
        output.append(0x7b)
        depth += 1
        for (index, member) in ordered(members).enumerated() {
            startElement(isFirst: index == 0)
            JSONText.appendQuoted(member.key, ascii: style.asciiOnly, to: &output)
            output += style.indent == nil ? [0x3a] : [0x3a, 0x20]
            write(member.value)
        }
        endElements(isEmpty: members.isEmpty)
        output.append(0x7d)
    }

    private func ordered(_ members: JSONObject) -> [(key: String, value: JSONValue)] {
        let members = Array(members)
        guard style.sortedKeys else { return members }
        return members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private mutating func startElement(isFirst: Bool) {
        if !isFirst { output.append(0x2c) }
        startLine()
    }

    private mutating func endElements(isEmpty: Bool) {
        depth -= 1
        if !isEmpty { startLine() }
    }

    private mutating func startLine() {
        guard let indent = style.indent else { return }
        output.append(0x0a)
        output.append(contentsOf: repeatElement(0x20, count: indent * depth))
    }
}

extension JSONValue {
    /// The value as UTF-8 text without a newline at its end. `parse` reads it back as an equal value (doubles that
    /// are not finite only when both sides allow them).
    package func serialized(_ style: JSONStyle = .compact) -> [UInt8] {
        var serializer = JSONSerializer(style: style)
        serializer.write(self)
        return serializer.output
    }
}
