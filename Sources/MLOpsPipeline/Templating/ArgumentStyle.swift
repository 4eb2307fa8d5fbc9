internal import MLOpsCore

/// How a mapping within `cmd` becomes arguments: what `[parsing]` of DVC's settings says.
struct ArgumentStyle {
    /// `bool = boolean_optional`: false is `--no-KEY`, not nothing.
    var negates = false
    /// `list = append`: `--KEY` stands before each item, not once.
    var repeats = false

    init() {}

    /// What the lines of a `.dvc/config` say.
    init(config text: String) {
        var section = ""
        for line in text.split(whereSeparator: \.isNewline).map({ $0.filter { !$0.isWhitespace } }) {
            if line.hasPrefix("[") { section = line }
            if section != "[parsing]" { continue }
            if line.hasPrefix("bool=") { negates = line == "bool=boolean_optional" }
            if line.hasPrefix("list=") { repeats = line == "list=append" }
        }
    }

    /// A mapping as command-line arguments, as DVC writes them; nil when a list holds lists.
    func arguments(_ members: JSONObject) -> String? {
        var words: [String] = []
        for (key, value) in FlatKeys.flatten(.object(members)) {
            switch value {
            case .bool(let flag): if flag || negates { words.append(flag ? "--\(key)" : "--no-\(key)") }
            case .string(let text): words += ["--\(key)", Template.quoted(text)]
            case .array(let items):
                var texts: [String] = []
                for item in items {
                    guard let text = Self.word(item) else { return nil }
                    texts += repeats ? ["--\(key)", text] : [text]
                }
                words += texts.isEmpty || repeats ? texts : ["--\(key)"] + texts
            default: if let text = Self.word(value) { words += ["--\(key)", text] }
            }
        }
        return words.joined(separator: " ")
    }

    /// A single value as Python prints it, text in quotes where it needs them; nil for lists and mappings.
    private static func word(_ value: JSONValue) -> String? {
        if case .bool(let flag) = value { return flag ? "True" : "False" }
        return Template.text(of: value).map { value.stringValue == nil ? $0 : Template.quoted($0) }
    }
}
