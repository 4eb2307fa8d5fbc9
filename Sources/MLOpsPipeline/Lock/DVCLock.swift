internal import MLOpsCore
internal import MLOpsDocuments

/// A `dvc.lock`, schema 2.0: what dvc recorded of each stage. Entries that change are written as dvc writes them,
/// everything else stays byte for byte.
struct DVCLock {
    static let name = "dvc.lock"

    /// The entries by the names of stages.
    private(set) var entries: [String: JSONValue] = [:]
    private var text: String
    private(set) var isChanged = false

    /// An empty one.
    init() {
        text = ""
    }

    /// Throws a ``DocumentError`` when it cannot be read, or has a schema that is not known.
    init(_ bytes: [UInt8], name: String) throws {
        if bytes.starts(with: "<<<<<<< ".utf8) || bytes.asText.contains("\n<<<<<<< ") {
            throw DocumentError(
                "has the marks of a merge that did not end", in: name,
                hint: "git checkout --ours \(name): what then does not hold runs again")
        }
        let document = try Document.parse(bytes, format: .yaml, name: name)
        if document != .null {
            guard document["schema"] == "2.0" else {
                throw DocumentError(
                    "has no schema that is known here", in: name,
                    hint: "only '2.0' is; remove the file to have it written anew by 'git mlops repro'")
            }
            for (stage, entry) in document["stages"]?.objectValue ?? JSONObject() { entries[stage] = entry }
        }
        text = bytes.asText
    }

    var bytes: [UInt8] { Array(text.utf8) }

    mutating func set(_ entry: JSONValue, for stage: String) {
        if entries[stage].map({ LockEntry.areSame($0, entry) }) ?? false { return }
        isChanged = true
        let member = BlockYAML.member(stage, entry, indent: 2)
        if entries[stage] != nil, let range = Self.range(of: stage, in: text) {
            text.replaceSubrange(range, with: member)
        } else {
            append(member)
        }
        entries[stage] = entry
    }

    /// Takes the entry of a stage out.
    mutating func remove(_ stage: String) {
        guard entries.removeValue(forKey: stage) != nil, let range = Self.range(of: stage, in: text) else { return }
        isChanged = true
        text.removeSubrange(range)
        let section = Self.lines(of: text).first { text[$0].hasPrefix("stages:") }
        if entries.isEmpty, let section { text.replaceSubrange(section, with: "stages: {}\n") }
    }

    private mutating func append(_ member: String) {
        if text.isEmpty { text = "schema: '2.0'\n" }
        if !text.hasSuffix("\n") { text += "\n" }
        let lines = Self.lines(of: text)
        if let empty = lines.first(where: { text[$0].hasPrefix("stages: {}") }) {
            text.replaceSubrange(empty, with: "stages:\n")
        } else if !lines.contains(where: { text[$0].hasPrefix("stages:") }) {
            text += "stages:\n"
        }
        // Another section, such as 'datasets', may follow.
        let own = Self.lines(of: text)
        guard let start = own.firstIndex(where: { text[$0].hasPrefix("stages:") }) else { return }
        let next = own[(start + 1)...].first { !text[$0].hasPrefix(" ") && !text[$0].hasPrefix("#") }
        text.insert(contentsOf: member, at: next?.lowerBound ?? text.endIndex)
    }

    private static func lines(of text: String) -> [Range<String.Index>] {
        var lines: [Range<String.Index>] = []
        var start = text.startIndex
        while start < text.endIndex {
            let end = text[start...].firstIndex(of: "\n").map { text.index(after: $0) } ?? text.endIndex
            lines.append(start..<end)
            start = end
        }
        return lines
    }

    /// The lines of a stage's entry: from its name to the next line that is indented as little.
    private static func range(of stage: String, in text: String) -> Range<String.Index>? {
        let lines = lines(of: text)
        guard let section = lines.firstIndex(where: { text[$0].hasPrefix("stages:") }) else { return nil }
        let body = lines[(section + 1)...].prefix {
            text[$0].hasPrefix(" ") || text[$0].hasPrefix("#") || text[$0] == "\n"
        }
        guard let first = body.firstIndex(where: { isEntry(text[$0], of: stage) }) else { return nil }
        let rest = body[(first + 1)...].prefix { text[$0].hasPrefix("   ") || text[$0] == "\n" }
        return lines[first].lowerBound..<(rest.last ?? lines[first]).upperBound
    }

    private static func isEntry(_ line: Substring, of stage: String) -> Bool {
        guard line.hasPrefix("  "), !line.dropFirst(2).hasPrefix(" ") else { return false }
        let name = line.dropFirst(2).prefix { $0 != "\n" }
        guard name.hasSuffix(":"),
            case .object(let members)? = try? Document.parse(
                Array(name.utf8), format: .yaml, name: "")
        else { return false }
        return members.keys == [stage]
    }
}
