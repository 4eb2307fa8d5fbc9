internal import MLOpsCore

/// One kind of note: which line a run gets in it. Lines hold nothing that varies between clones.
enum NoteKind: String, CaseIterable {
    case metrics, params, lineage

    var reference: String { "refs/notes/mlops/\(rawValue)" }
}

/// The text of notes. Format: docs/formats/notes.md.
enum NoteLines {
    private static let lineLimit = 20
    private static let byteLimit = 16 << 10

    /// `r-7f3a9120 = accuracy=0.931 loss=0.154 finished 2h14m`.
    static func line(_ record: RunRecord, mark: String, kind: NoteKind) -> String {
        let content =
            switch kind {
            case .metrics: metrics(record)
            case .params: params(record)
            case .lineage: lineage(record)
            }
        return clean("\(RunName.short(record.id)) \(mark) \(content)")
    }

    private static func metrics(_ record: RunRecord) -> String {
        let parts = [
            Headline.text(record, limit: 8), record.status.rawValue,
            record.wallMilliseconds.map { DecimalText.duration(milliseconds: $0) } ?? "",
            record.name.isEmpty ? "" : "exp=\(record.name)",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func params(_ record: RunRecord) -> String {
        let values = record.params.sorted { $0.key < $1.key }.flatMap { file in
            file.value.map { "\($0.key)=\(DisplayValue.text($0.value))" }
        }
        let shown = values.prefix(24).joined(separator: " ")
        return values.count > 24 ? "\(shown) +\(values.count - 24)" : (shown.isEmpty ? "none" : shown)
    }

    private static func lineage(_ record: RunRecord) -> String {
        var parts = ["cmd=\(record.command.joined(separator: " "))"]
        if let base = record.base { parts.append("base=\(base.prefix(12))") }
        if let tree = record.startTree { parts.append("tree=\(tree.prefix(12))") }
        if !record.dirty.isEmpty { parts.append("dirty=\(record.dirty.count)") }
        for artifact in record.artifacts.prefix(4) { parts.append("artifact=\(artifact.name)") }
        return parts.joined(separator: " ")
    }

    /// The note of a commit: the runs' lines in the order of their ids, bounded, then the lines that people wrote.
    /// Nil when nothing is left.
    static func text(_ lines: [(run: String, line: String)], existing: [UInt8]?) -> [UInt8]? {
        let human = (existing ?? []).asText.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !isOurs($0) && !$0.isEmpty }.map(String.init)
        var kept: [String] = []
        var bytes = 0
        for (_, line) in lines.sorted(by: { $0.run < $1.run }) {
            if kept.count == lineLimit || bytes + line.utf8.count > byteLimit { break }
            kept.append(line)
            bytes += line.utf8.count + 1
        }
        if kept.count < lines.count { kept.append("+\(lines.count - kept.count) more") }
        let all = kept + human
        return all.isEmpty ? nil : Array((all.joined(separator: "\n") + "\n").utf8)
    }

    /// A line that this program writes and may replace.
    private static func isOurs(_ line: Substring) -> Bool {
        line.hasPrefix("r-") || (line.hasPrefix("+") && line.hasSuffix(" more"))
    }

    /// One line without control characters: a parameter's value cannot forge another line.
    private static func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
    }
}
