/// The words after a `git lfs` command, read as Git LFS reads them: options and operands in any order, `--name`,
/// `--name=value`, `--name value`, `-n`, `-nvalue`, `-n value`, several short switches in one word, and `--`.
struct LFSArguments {
    /// Operands in order.
    private(set) var words: [String] = []
    /// How many of ``words`` came before a `--`; nil without one.
    private(set) var wordsBeforeDashes: Int?
    private var values: [String: [String]] = [:]

    /// Throws the sentences that Git LFS's own parser has.
    init(_ arguments: [String], for options: [LFSOption]) throws(LFSUsageError) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--" {
                wordsBeforeDashes = words.count
                words += rest
                return
            }
            if word.hasPrefix("--") {
                try takeLong(word, &rest, options)
            } else if word.hasPrefix("-"), word != "-" {
                try takeShort(word, &rest, options)
            } else {
                words.append(word)
            }
        }
    }

    /// Whether a switch is on.
    func has(_ name: String) -> Bool { values[name]?.last == "true" }

    /// The last value that was given.
    func value(_ name: String) -> String? { values[name]?.last }

    /// Every value that was given.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// Whether the option was given at all.
    func isGiven(_ name: String) -> Bool { values[name] != nil }

    private mutating func takeLong(
        _ word: String, _ rest: inout ArraySlice<String>, _ options: [LFSOption]
    ) throws(LFSUsageError) {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        if name == "help" { throw .help }
        guard let option = options.first(where: { $0.name == name }) else { throw .wrong("unknown flag: --\(name)") }
        if parts.count > 1 {
            try set(option, String(parts[1]))
        } else if option.value == nil {
            values[name, default: []].append("true")
        } else if let next = rest.popFirst() {
            values[name, default: []].append(next)
        } else {
            throw .wrong("flag needs an argument: --\(name)")
        }
    }

    private mutating func takeShort(
        _ word: String, _ rest: inout ArraySlice<String>, _ options: [LFSOption]
    ) throws(LFSUsageError) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let option = options.first(where: { $0.short == letter }) else {
                if letter == "h" { throw .help }
                throw .wrong("unknown shorthand flag: '\(letter)' in -\(letter)\(letters)")
            }
            if option.value == nil, !letters.hasPrefix("=") {
                values[option.name, default: []].append("true")
                continue
            }
            if !letters.isEmpty {
                try set(option, String(letters.hasPrefix("=") ? letters.dropFirst() : letters))
            } else if let next = rest.popFirst() {
                try set(option, next)
            } else {
                throw .wrong("flag needs an argument: '\(letter)' in -\(letter)")
            }
            return
        }
    }

    private mutating func set(_ option: LFSOption, _ value: String) throws(LFSUsageError) {
        guard option.value == nil else {
            values[option.name, default: []].append(value)
            return
        }
        switch value {
        case "1", "t", "T", "true", "TRUE", "True": values[option.name, default: []].append("true")
        case "0", "f", "F", "false", "FALSE", "False": values[option.name, default: []].append("false")
        default:
            let name = (option.short.map { "-\($0), " } ?? "") + "--\(option.name)"
            throw .wrong(
                "invalid argument \"\(value)\" for \"\(name)\" flag: strconv.ParseBool: parsing \"\(value)\": invalid syntax"
            )
        }
    }
}

/// A command line that does not fit the command, or a question for help.
enum LFSUsageError: Error {
    case wrong(String)
    case help
}
