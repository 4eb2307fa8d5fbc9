internal import MLOpsCore

/// Which outputs of a cell stay.
struct OutputFilter {
    let document: NotebookDocument
    let format: NotebookFormat
    let options: StripOptions

    /// Whether `output` stays in a cell whose outputs are kept or not.
    func keeps(_ output: Int, keepsOutput: Bool, isCode: Bool) -> Bool {
        if options.dropOutputTypes.contains(where: { matches(output, $0) }) { return false }
        if keepsOutput, options.keepOutputTypes.isEmpty { return true }
        return isWithinSize(output, isCode: isCode) || options.keepOutputTypes.contains { matches(output, $0) }
    }

    /// `type` or `type:name`.
    private func matches(_ output: Int, _ rule: String) -> Bool {
        let parts = rule.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let type = document.member("output_type", of: output), document.says(type, parts[0]) else { return false }
        guard parts.count == 2 else { return true }
        return document.member("name", of: output).map { document.says($0, parts[1]) } ?? false
    }

    private func isWithinSize(_ output: Int, isCode: Bool) -> Bool {
        var rest = options.maxSize
        guard document.kind(output) == .object else { return take(output, &rest) }
        return document.members(of: output, sorted: true).allSatisfy { member in
            if isCode, format.isTextOutput(document, member.key), document.kind(member.value) == .array {
                rest -= separators(member.value)
            }
            if isCode, format.major == 2 { rest -= imageExtra(member) }
            return take(member.value, &rest)
        }
    }

    /// How many newlines joining adds.
    private func separators(_ index: Int) -> Int {
        guard let strings = document.strings(index), document.separates(strings, format.join) else { return 0 }
        return max(0, strings.count - 1)
    }

    /// nbformat 2 turns images into Python's `bytes`, which nbstripout measures as their `repr`.
    private func imageExtra(_ member: NotebookDocument.Member) -> Int {
        let isImage = document.says(member.key, "png") || document.says(member.key, "jpeg")
        guard isImage, document.kind(member.value) == .string else { return 0 }
        let escaped = document.tape.decodedBytes(member.value).filter { [0x09, 0x0a, 0x0d, 0x5c].contains($0) }
        return 3 + escaped.count
    }

    /// Takes the size of a value, as nbstripout counts it, from `rest`; false as soon as that is not enough.
    private func take(_ index: Int, _ rest: inout Int) -> Bool {
        switch document.kind(index) {
        case .array: return document.items(index).allSatisfy { take($0, &rest) }
        case .object: return document.members(of: index, sorted: true).allSatisfy { take($0.value, &rest) }
        case .string: rest -= characters(index, limit: rest)
        case .null, .true: rest -= 4
        case .false: rest -= 5
        case .nonFinite: rest -= document.tape.double(index) == -.infinity ? 4 : 3
        case .integer: rest -= document.tape.literal(index) == "-0" ? 1 : document.tape.tokens[index].range.count
        case .real: rest -= realSize(document.tape.double(index))
        }
        return rest >= 0
    }

    private func realSize(_ value: Double) -> Int {
        guard value.isFinite else { return value < 0 ? 4 : 3 }
        return JSONNumber.description(value).utf8.count
    }

    /// The number of characters, or any number over `limit`.
    private func characters(_ index: Int, limit: Int) -> Int {
        let range = document.tape.tokens[index].range
        // No character takes more than the twelve bytes of two escaped surrogates.
        guard range.count / 12 <= max(0, limit) else { return limit + 1 }
        return document.tape.decodedBytes(index).reduce(0) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) }
    }
}

extension NotebookFormat {
    /// Whether nbformat 2 and 3 treat this member of an output as lines of text.
    func isTextOutput(_ document: NotebookDocument, _ key: Int) -> Bool {
        guard major == 2 || major == 3 else { return false }
        return ["text", "html", "svg", "latex", "javascript", "json"].contains { document.says(key, $0) }
    }
}
