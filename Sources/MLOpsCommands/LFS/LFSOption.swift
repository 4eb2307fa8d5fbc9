/// An option of a `git lfs` command.
struct LFSOption {
    let name: String
    let short: Character?
    /// What the help calls its value; nil for a switch.
    let value: String?
    let help: String

    static func flag(_ name: String, _ short: Character? = nil, _ help: String) -> LFSOption {
        LFSOption(name: name, short: short, value: nil, help: help)
    }

    static func value(_ name: String, _ short: Character? = nil, _ value: String, _ help: String) -> LFSOption {
        LFSOption(name: name, short: short, value: value, help: help)
    }
}

/// What a `git lfs` command is called and takes; its help is made of this.
struct LFSVerb {
    let name: String
    let summary: String
    let synopsis: [String]
    let options: [LFSOption]

    init(_ name: String, _ summary: String, synopsis: [String]? = nil, options: [LFSOption] = []) {
        self.name = name
        self.summary = summary
        self.synopsis = synopsis ?? ["git lfs \(name)\(options.isEmpty ? "" : " [options]")"]
        self.options = options
    }

    var help: String {
        var text = synopsis.joined(separator: "\n") + "\n\n" + summary + "\n"
        if !options.isEmpty { text += "\nOptions:\n\n" }
        for option in options {
            let names = (option.short.map { "-\($0), " } ?? "") + "--" + option.name
            text += names + (option.value.map { "=<\($0)>" } ?? "") + ":\n  " + option.help + "\n"
        }
        return text
    }
}
