internal import MLOpsCore

extension NotebookWriter {
    /// A text, given as a string or as a list of strings, as a list of lines; anything else as it is.
    mutating func writeLines(_ index: Int, _ format: NotebookFormat) {
        guard format.join != .never, let strings = document.strings(index) else { return write(index) }
        let separator = document.kind(index) == .array && document.separates(strings, format.join)
        NotebookLines.write(strings, separator: separator, keepsEnds: format.keepsLineEnds, to: &self)
    }

    /// A text, given as a string or as a list of strings, as one string; anything else as it is.
    mutating func writeJoined(_ index: Int) {
        guard let strings = document.strings(index) else { return write(index) }
        output.append(0x22)
        for string in strings { writeContent(string) }
        output.append(0x22)
    }

    /// nbformat 4's `data` or one of its `attachments`: lists of lines are joined unless they are JSON, and text
    /// is cut into lines.
    mutating func writeMimeBundle(_ index: Int, _ format: NotebookFormat) {
        guard document.kind(index) == .object else { return write(index) }
        open(.openObject)
        for member in members(of: index) {
            startMember(member.key)
            writeMimeValue(member, format)
        }
        close(.closeObject)
    }

    private mutating func writeMimeValue(_ member: NotebookDocument.Member, _ format: NotebookFormat) {
        let mime = document.tape.decodedBytes(member.key)
        if Self.isSplit(mime) {
            writeLines(member.value, format)
        } else if Self.isJSON(mime) {
            write(member.value)
        } else {
            writeJoined(member.value)
        }
    }

    private static func isSplit(_ mime: [UInt8]) -> Bool {
        mime.starts(with: "text/".utf8) || mime.elementsEqual("application/javascript".utf8)
            || mime.elementsEqual("image/svg+xml".utf8)
    }

    private static func isJSON(_ mime: [UInt8]) -> Bool {
        guard mime.starts(with: "application/".utf8) else { return false }
        return mime.elementsEqual("application/json".utf8) || mime.reversed().starts(with: "+json".utf8.reversed())
    }
}

extension NotebookDocument {
    /// The strings that a text is joined from; nil when there is something else.
    func strings(_ index: Int) -> [Int]? {
        switch kind(index) {
        case .string: [index]
        case .array where holdsOnlyStrings(index): items(index)
        default: nil
        }
    }

    /// Whether a newline stands between lines that are joined.
    func separates(_ strings: [Int], _ join: NotebookFormat.Join) -> Bool {
        switch join {
        case .never, .plain: return false
        case .newline: return true
        case .newlineUnlessPresent:
            guard let first = strings.first, let last = tape.decodedBytes(first).last else { return true }
            return last != 0x0a && last != 0x0d
        }
    }
}
