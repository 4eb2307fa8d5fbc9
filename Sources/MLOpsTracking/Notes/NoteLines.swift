internal import MLOpsCore

/// One kind of note: which line a run gets in it. Lines hold nothing that varies between clones.
enum NoteKind: String, CaseIterable {
    case metrics, params, lineage

    var reference: String { "refs/notes/mlops/\(rawValue)" }
}

/// How a run belongs to the commit that its line stands under.
enum NoteRelation {
    case exact
    /// Carried over by a rewrite, or near.
    case near
    /// Of a commit that this one was picked from: measured elsewhere.
    case derived
}

/// The text of notes. Format: docs/formats/notes.md.
enum NoteLines {
    /// Lines of runs in one note.
    static let lineLimit = 20
    private static let byteLimit = 16 << 10

    /// `r-7f3a9120 = accuracy=0.931 loss=0.154 finished 2h14m`.
    static func line(_ record: RunRecord, _ relation: NoteRelation, kind: NoteKind) -> String {
        let content =
            switch kind {
            case .metrics: metrics(record)
            case .params: params(record)
            case .lineage: lineage(record)
            }
        let suffix = relation == .derived ? " derived" : ""
        return clean("\(RunName.short(record.id)) \(relation == .exact ? "=" : "~") \(content)\(suffix)")
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
    /// `more`: how many further runs there are. Nil when nothing is left.
    static func text(_ lines: [(run: String, line: String)], more: Int = 0, existing: [UInt8]?) -> [UInt8]? {
        let ours = bounded(lines.sorted { $0.run < $1.run }.map(\.line), more: more)
        return assemble(ours, human(existing ?? []))
    }

    /// The lines of two notes on one commit: of a run's two lines ours, people's each once. It is rendered again when
    /// the log is folded; until then nothing is lost.
    static func union(_ ours: [UInt8], _ theirs: [UInt8]) -> [UInt8] {
        var runs: [Substring: String] = [:]
        for line in lines(theirs) + lines(ours) where line.hasPrefix("r-") {
            runs[line.prefix { $0 != " " }] = String(line)
        }
        let more = [ours, theirs].compactMap { lines($0).first(where: isOverflow) }.first.map { [String($0)] } ?? []
        let sorted = runs.sorted { $0.key < $1.key }.map(\.value)
        let people = (human(theirs) + human(ours)).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return assemble((more.isEmpty ? sorted : Array(sorted.prefix(lineLimit))) + more, people) ?? []
    }

    private static func bounded(_ lines: [String], more: Int) -> [String] {
        var kept: [String] = []
        var bytes = 0
        for line in lines {
            if kept.count == lineLimit || bytes + line.utf8.count + 1 > byteLimit { break }
            kept.append(line)
            bytes += line.utf8.count + 1
        }
        let left = lines.count - kept.count + more
        return left > 0 ? kept + ["+\(left) more"] : kept
    }

    private static func assemble(_ ours: [String], _ people: [String]) -> [UInt8]? {
        let all = ours + people
        return all.isEmpty ? nil : Array((all.joined(separator: "\n") + "\n").utf8)
    }

    private static func human(_ note: [UInt8]) -> [String] {
        lines(note).filter { !$0.hasPrefix("r-") && !isOverflow($0) }.map(String.init)
    }

    private static func lines(_ note: [UInt8]) -> [Substring] {
        note.asText.split(separator: "\n")
    }

    /// `+37 more`, which this program writes and may replace.
    private static func isOverflow(_ line: Substring) -> Bool {
        line.hasPrefix("+") && line.hasSuffix(" more") && line.dropFirst().dropLast(5).allSatisfy(\.isNumber)
    }

    /// One line without control characters: a parameter's value cannot forge another line.
    private static func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
    }
}
