internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsTracking

/// `KEY=VALUE` and `FILE:KEY=VALUE` on the command line.
enum KeyValue {
    static func pair(_ text: String, option: String) throws -> (key: String, value: String) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw Diagnostic.usage("\(option) takes KEY=VALUE, not '\(text)'")
        }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    /// Exactly a key and a value.
    static func words(_ words: [String]) throws -> (key: String, value: String) {
        guard words.count == 2, !words[0].hasPrefix("-"), !words[0].isEmpty else {
            throw Diagnostic.usage("expected a key and a value, not '\(words.joined(separator: " "))'")
        }
        return (words[0], words[1])
    }

    /// As DVC's `-S`: the part before the first `:` of the key names the file.
    static func override(_ text: String) throws -> RunRequest.Override {
        let (left, value) = try pair(text, option: "-P")
        let parts = left.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let key = String(parts.last!)
        if key.isEmpty { throw Diagnostic.usage("-P takes [FILE:]KEY=VALUE, not '\(text)'") }
        return RunRequest.Override(
            file: parts.count == 2 ? String(parts[0]) : nil, key: key, value: Document.parseValue(value))
    }
}
