internal import MLOpsCore

/// Empties the `results` of every paragraph of a Zeppelin note. Order of keys stays.
enum ZeppelinStripper {
    static func strip(_ document: NotebookDocument) throws(NotebookError) -> StripResult {
        guard let paragraphs = document.member("paragraphs", of: 0), document.kind(paragraphs) == .array else {
            throw NotebookError("not a Zeppelin note: it has no 'paragraphs'")
        }
        var writer = NotebookWriter(
            document, layout: NotebookLayout(indent: 2, sortedKeys: false, asciiOnly: true))
        var findings: [StripFinding] = []
        writer.open(.openObject)
        for member in writer.members(of: 0) {
            writer.startMember(member.key)
            if member.value == paragraphs {
                findings = write(paragraphs, to: &writer)
            } else {
                writer.write(member.value)
            }
        }
        writer.close(.closeObject)
        let bytes = try writer.finish()
        return StripResult(
            bytes: bytes, changed: bytes != document.tape.bytes, contentChanged: !findings.isEmpty,
            findings: findings, warnings: [])
    }

    private static func write(_ paragraphs: Int, to writer: inout NotebookWriter) -> [StripFinding] {
        var findings: [StripFinding] = []
        writer.open(.openArray)
        for (index, paragraph) in writer.document.items(paragraphs).enumerated() {
            writer.startItem()
            if write(paragraph: paragraph, to: &writer) {
                findings.append(StripFinding(cell: index, removed: [.outputs(1)]))
            }
        }
        writer.close(.closeArray)
        return findings
    }

    /// Whether the paragraph had results.
    private static func write(paragraph: Int, to writer: inout NotebookWriter) -> Bool {
        guard writer.document.kind(paragraph) == .object else {
            writer.write(paragraph)
            return false
        }
        var hadResults = false
        writer.open(.openObject)
        for member in writer.members(of: paragraph) {
            writer.startMember(member.key)
            guard writer.document.says(member.key, "results") else {
                writer.write(member.value)
                continue
            }
            hadResults = writer.document.kind(member.value) != .object || writer.document.isTrue(member.value)
            writer.output += "{}".utf8
        }
        writer.close(.closeObject)
        return hadResults
    }
}
