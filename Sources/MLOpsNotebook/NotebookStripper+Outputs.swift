internal import MLOpsCore

extension NotebookStripper {
    /// The outputs of a cell that stay, their counts emptied.
    mutating func writeOutputs(
        _ value: Int, isCode: Bool, keepsOutput: Bool, _ removed: inout [StripFinding.Removal]
    ) {
        guard document.kind(value) == .array else { return writer.write(value) }
        var dropped = 0
        writer.open(.openArray)
        for output in document.items(value) {
            guard outputs.keeps(output, keepsOutput: keepsOutput, isCode: isCode) else {
                dropped += 1
                continue
            }
            writer.startItem()
            writeOutput(output, isCode: isCode, &removed)
        }
        writer.close(.closeArray)
        if dropped > 0 { removed.append(.outputs(dropped)) }
    }

    private mutating func writeOutput(_ output: Int, isCode: Bool, _ removed: inout [StripFinding.Removal]) {
        guard document.kind(output) == .object else { return writer.write(output) }
        let kind = isCode ? OutputKind(document, output, format) : .opaque
        writer.open(.openObject)
        for member in writer.members(of: output) {
            writer.startMember(member.key)
            if !options.keepCount, document.says(member.key, "execution_count") {
                if document.kind(member.value) != .null, !removed.contains(.executionCount) {
                    removed.append(.executionCount)
                }
                writer.writeNull()
            } else {
                write(member, ofOutput: kind)
            }
        }
        writer.close(.closeObject)
    }

    private mutating func write(_ member: NotebookDocument.Member, ofOutput kind: OutputKind) {
        switch kind {
        case .old where format.isTextOutput(document, member.key): writer.writeLines(member.value, format)
        case .data where document.says(member.key, "data"): writer.writeMimeBundle(member.value, format)
        case .stream where document.says(member.key, "text"): writer.writeLines(member.value, format)
        case .typed where document.says(member.key, "text"): writer.writeJoined(member.value)
        default: writer.write(member.value)
        }
    }
}

/// How the text in an output is kept.
private enum OutputKind {
    /// nbformat 2 and 3: lines in the output itself.
    case old
    /// A bundle of MIME types.
    case data
    case stream
    /// Some other type: its `text` is joined, but not cut again.
    case typed
    /// Nothing is known of it.
    case opaque

    init(_ document: NotebookDocument, _ output: Int, _ format: NotebookFormat) {
        guard format.major == 4 else {
            self = .old
            return
        }
        guard let type = document.member("output_type", of: output), document.isTrue(type) else {
            self = .opaque
            return
        }
        if document.says(type, "stream") {
            self = .stream
        } else if document.says(type, "execute_result") || document.says(type, "display_data") {
            self = .data
        } else {
            self = .typed
        }
    }
}
