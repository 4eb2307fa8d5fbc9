/// Writes a ``JSONValue`` as text.
struct JSONSerializer {
    let style: JSONStyle
    var output: [UInt8] = []
    private var depth: Int

    init(style: JSONStyle, depth: Int = 0) {
        self.style = style
        self.depth = depth
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
        let isQuoted = !value.isFinite && !style.bareNonFinite
        if isQuoted { output.append(0x22) }
        output += JSONNumber.description(value).utf8
        if isQuoted { output.append(0x22) }
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
        if !style.sortedKeys || members.isSorted {
            writeMembers(of: members)
        } else {
            writeMembers(of: members.sorted { ByteOrder.compare($0.key, $1.key) < 0 })
        }
        endElements(isEmpty: members.isEmpty)
        output.append(0x7d)
    }

    private mutating func writeMembers(of members: some Sequence<(key: String, value: JSONValue)>) {
        var isFirst = true
        for (key, value) in members {
            startElement(isFirst: isFirst)
            isFirst = false
            JSONText.appendQuoted(key, ascii: style.asciiOnly, to: &output)
            output.append(0x3a)
            if style.indent != nil || style.isSpaced { output.append(0x20) }
            write(value)
        }
    }

    private mutating func startElement(isFirst: Bool) {
        if !isFirst {
            output.append(0x2c)
            if style.isSpaced { output.append(0x20) }
        }
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
    /// `depth`: in how many others it is, as the indentation of its lines after the first tells.
    package func serialized(_ style: JSONStyle = .compact, depth: Int = 0) -> [UInt8] {
        var serializer = JSONSerializer(style: style, depth: depth)
        serializer.write(self)
        return serializer.output
    }
}
