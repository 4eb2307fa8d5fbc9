internal import MLOpsCore

/// Looks a notebook over.
package struct NotebookReview {
    /// What is to be stripped; what is left of it is found.
    package var options = StripOptions()
    /// Of the stripped notebook, in bytes.
    package var sizeLimit = 5_000_000

    package init() {}

    /// Everything there is to say, by cell; nothing about an empty file. Throws when it cannot be read at all.
    package func findings(_ bytes: [UInt8]) throws(NotebookError) -> [NotebookFinding] {
        guard !bytes.isEmpty else { return [] }
        let result = try NotebookStrip.strip(bytes, options: options)
        var findings = result.findings.map { finding in
            NotebookFinding(
                .stripped, cell: finding.cell.map { $0 + 1 },
                finding.removed.map(\.description).joined(separator: ", "))
        }
        findings += try contentFindings(bytes) + format(bytes)
        if let finding = size(result.bytes) { findings.append(finding) }
        return findings.enumerated().sorted {
            ($0.element.cell ?? 0, $0.offset) < ($1.element.cell ?? 0, $1.offset)
        }.map(\.element)
    }

    /// What makes a notebook that is about to be committed unfit for it: conflict markers, secrets, size.
    package func refusals(_ bytes: [UInt8]) throws(NotebookError) -> [NotebookFinding] {
        guard !bytes.isEmpty else { return [] }
        return try contentFindings(bytes) + (size(bytes).map { [$0] } ?? [])
    }

    private func size(_ bytes: [UInt8]) -> NotebookFinding? {
        guard bytes.count > sizeLimit else { return nil }
        let megabytes = [bytes.count, sizeLimit].map { DecimalText.significant(Double($0) / 1e6, digits: 3) + " MB" }
        return NotebookFinding(.size, .error, "\(megabytes[0]) without outputs, more than \(megabytes[1])")
    }

    private func contentFindings(_ bytes: [UInt8]) throws(NotebookError) -> [NotebookFinding] {
        let document = try NotebookDocument(bytes)
        var findings: [NotebookFinding] = []
        for (number, cell) in try cells(document).enumerated() {
            let range = document.tape.tokens[cell].range
            if let name = bytes.withUnsafeBufferPointer({ SecretScanner.find(in: $0, range) }) {
                findings.append(NotebookFinding(.secret, cell: number + 1, "looks like \(name)"))
            }
            if hasMarkers(document, cell) {
                findings.append(NotebookFinding(.conflict, cell: number + 1, "conflict markers of a merge"))
            }
        }
        return findings
    }

    private func cells(_ document: NotebookDocument) throws(NotebookError) -> [Int] {
        let format = try NotebookFormat(document)
        let sheets =
            format.hasWorksheets
            ? document.member("worksheets", of: 0).map { document.kind($0) == .array ? document.items($0) : [] } ?? []
            : [0]
        return sheets.compactMap { document.member("cells", of: $0) }.filter { document.kind($0) == .array }
            .flatMap(document.items)
    }

    /// Whether lines begin with the markers that git writes, the first and the last of them.
    private func hasMarkers(_ document: NotebookDocument, _ cell: Int) -> Bool {
        let texts: [StaticString] = ["source", "input"]
        let strings = texts.compactMap { document.member($0, of: cell) }.flatMap { document.strings($0) ?? [] }
        let range = document.tape.tokens[cell].range
        guard !strings.isEmpty, document.tape.bytes[range].contains(UInt8(ascii: "<")) else { return false }
        let lines = strings.flatMap { document.tape.decodedBytes($0) }.split(separator: 0x0a)
        return ["<<<<<<<", ">>>>>>>"].allSatisfy { marker in
            lines.contains { $0.starts(with: marker.utf8) }
        }
    }

    private func format(_ bytes: [UInt8]) -> [NotebookFinding] {
        guard let notebook = NotebookContent(bytes) else {
            return [
                NotebookFinding(
                    .format, .warning, "not the structure that nbformat describes: some program will not open it")
            ]
        }
        return FormatReview(notebook).findings
    }
}
