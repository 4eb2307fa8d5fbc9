internal import MLOpsCore

/// Writes tokens as Python's `json.dumps` writes the values they stand for.
struct NotebookWriter {
    let document: NotebookDocument
    let layout: NotebookLayout
    var output: [UInt8] = []
    private var depth = 0
    /// Whether the innermost array or object has nothing in it yet.
    private var isFirst = true
    /// Keys that are left out wherever they stand.
    var removed: [Int] = []
    /// Indentation of deeply nested values can be far larger than they are.
    private let limit: Int

    init(_ document: NotebookDocument, layout: NotebookLayout) {
        self.document = document
        self.layout = layout
        limit = 32 * document.tape.bytes.count + 65536
        output.reserveCapacity(document.tape.bytes.count)
    }

    /// The value at `index` with all it holds.
    mutating func write(_ index: Int) {
        switch document.kind(index) {
        case .null: output += "null".utf8
        case .true: output += "true".utf8
        case .false: output += "false".utf8
        case .integer: writeInteger(index)
        case .real: output += JSONNumber.description(document.tape.double(index)).utf8
        case .nonFinite: output += document.tape.bytes[document.tape.tokens[index].range]
        case .string: writeString(index)
        case .array: writeArray(index)
        case .object: writeObject(index)
        }
    }

    private mutating func writeArray(_ index: Int) {
        open(.openArray)
        var child = index + 1
        let end = document.next(index)
        while child < end {
            startItem()
            write(child)
            child = document.next(child)
        }
        close(.closeArray)
    }

    private mutating func writeObject(_ index: Int) {
        open(.openObject)
        for member in members(of: index) {
            startMember(member.key)
            write(member.value)
        }
        close(.closeObject)
    }

    /// The members of an object in the order of the layout, without the removed ones.
    func members(of index: Int) -> [NotebookDocument.Member] {
        let members = document.members(of: index, sorted: layout.sortedKeys)
        return removed.isEmpty ? members : members.filter { !removed.contains($0.key) }
    }

    private mutating func writeInteger(_ index: Int) {
        let digits = document.tape.bytes[document.tape.tokens[index].range]
        // Python has no negative zero among its integers.
        output += digits.elementsEqual("-0".utf8) ? digits.suffix(1) : digits
    }

    mutating func writeString(_ index: Int) {
        output.append(0x22)
        writeContent(index)
        output.append(0x22)
    }

    /// What stands between the quotes of the string at `index`.
    mutating func writeContent(_ index: Int) {
        let token = document.tape.tokens[index]
        document.tape.bytes.withUnsafeBufferPointer { bytes in
            let text = UnsafeBufferPointer(rebasing: bytes[token.range])
            if token.flags.contains(.escapes) || layout.asciiOnly {
                writeUnits(text)
            } else {
                output.append(contentsOf: text)
            }
        }
    }

    private mutating func writeUnits(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < text.count {
            let end = JSONText.endOfPlainRun(in: text, from: index)
            let run = UnsafeBufferPointer(rebasing: text[index..<end])
            JSONText.appendPlain(run, ascii: layout.asciiOnly, to: &output)
            guard end < text.count else { return }
            let unit = JSONText.unit(in: text, at: end)
            JSONText.append(unit.scalar, ascii: layout.asciiOnly, to: &output)
            index = end + unit.length
        }
    }

    mutating func writeText(_ text: String) {
        JSONText.appendQuoted(text, ascii: layout.asciiOnly, to: &output)
    }

    /// Starts an array (`[`) or object (`{`).
    mutating func open(_ bracket: UInt8) {
        output.append(bracket)
        depth += 1
        isFirst = true
    }

    /// Starts the next item of the innermost array.
    mutating func startItem() {
        if !isFirst { output.append(0x2c) }
        isFirst = false
        startLine()
    }

    /// Starts the next member of the innermost object; its value must follow.
    mutating func startMember(_ key: Int) {
        startItem()
        writeString(key)
        endKey()
    }

    mutating func startMember(_ name: String) {
        startItem()
        writeText(name)
        endKey()
    }

    private mutating func endKey() {
        output.append(0x3a)
        output.append(0x20)
    }

    /// Ends the innermost array (`]`) or object (`}`).
    mutating func close(_ bracket: UInt8) {
        depth -= 1
        if !isFirst { startLine() }
        isFirst = false
        output.append(bracket)
    }

    private mutating func startLine() {
        guard output.count < limit else { return }
        output.append(0x0a)
        output.append(contentsOf: repeatElement(0x20, count: depth * layout.indent))
    }

    /// What was written, with the newline at its end.
    mutating func finish() throws(NotebookError) -> [UInt8] {
        guard output.count < limit else {
            throw NotebookError("nested so deeply that it would grow more than 32 times")
        }
        output.append(0x0a)
        return output
    }

    mutating func writeNull() {
        output += "null".utf8
    }
}

extension UInt8 {
    static let openArray: UInt8 = 0x5b
    static let closeArray: UInt8 = 0x5d
    static let openObject: UInt8 = 0x7b
    static let closeObject: UInt8 = 0x7d
}
