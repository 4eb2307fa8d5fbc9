extension StripOptions {
    /// Where options stand in git's configuration; of lists all count, of the rest the last. nbstripout's own section
    /// comes first, so that a team can mix both programs.
    private static let sections = ["filter.nbstripout", "filter.mlops-notebook", "mlops"]

    /// Adds what git's configuration says: the options in the command that `nbstripout --install` wrote or somebody
    /// edited (`filter.nbstripout.clean`), then the keys of ``sections``. `value` gives the last value of a key that is
    /// written in lower case.
    package mutating func apply(config value: (String) -> String?) {
        if let command = value("filter.nbstripout.clean") { apply(nbstripout: command) }
        for section in Self.sections {
            for option in Option.allCases {
                guard let text = value("\(section).\(option.key)") else { continue }
                apply(option, text)
            }
        }
    }

    /// Adds the options of an attribute `mlops-strip=keep-output,max-size=10k`.
    package mutating func apply(attribute value: String) {
        for item in value.split(separator: ",") {
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first, let option = Option(rawValue: name) else { continue }
            apply(option, parts.count > 1 ? parts[1] : "true")
        }
    }

    /// "10k" is 10,000, as nbstripout counts; nil when it is no size.
    package static func size(_ text: String) -> Int? {
        let scale: [Character: Int] = ["K": 1000, "M": 1_000_000, "G": 1_000_000_000]
        let text = text.uppercased()
        guard let last = text.last else { return nil }
        let number = scale[last] == nil ? text[...] : text.dropLast()
        guard let value = Int(number), value >= 0 else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: scale[last] ?? 1)
        return overflow ? nil : product
    }

    /// The words of a list.
    package static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// The options of a command line of nbstripout's: `"/usr/bin/python" -m nbstripout --keep-id --max-size 10k`.
    private mutating func apply(nbstripout command: String) {
        let words = Self.shellWords(command)
        guard let program = words.firstIndex(where: { $0 == "nbstripout" || $0.hasSuffix("/nbstripout") }) else {
            return
        }
        var open: Option?
        for word in words[(program + 1)...] {
            if word.hasPrefix("--") {
                let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
                open = parts.first.flatMap(Option.init(rawValue:))
                guard let option = open else { continue }
                if option.isSwitch { apply(option, "true") } else if parts.count > 1 { apply(option, parts[1]) }
            } else if let option = open, !option.isSwitch {
                apply(option, word)
            }
        }
    }

    private static func shellWords(_ command: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in command {
            if let mark = quote {
                if character == mark { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let ended = word { words.append(ended) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }

    private mutating func apply(_ option: Option, _ text: String) {
        let isOn = !["false", "no", "off", "0", ""].contains(text.lowercased())
        switch option {
        case .extraKeys: extraKeys += Self.words(text)
        case .keepMetadataKeys: keepMetadataKeys += Self.words(text)
        case .dropTaggedCells: dropTaggedCells += Self.words(text)
        case .dropOutputType: dropOutputTypes += Self.words(text)
        case .keepOutputType: keepOutputTypes += Self.words(text)
        case .keepOutput: keepOutput = isOn
        case .keepCount: keepCount = isOn
        case .keepID: keepID = isOn
        case .dropEmptyCells: dropEmptyCells = isOn
        case .stripInitCells: stripInitCells = isOn
        case .maxSize: maxSize = Self.size(text) ?? maxSize
        }
    }
}

/// An option by its name on nbstripout's command line.
private enum Option: String, CaseIterable {
    case keepOutput = "keep-output"
    case keepCount = "keep-count"
    case keepID = "keep-id"
    case extraKeys = "extra-keys"
    case keepMetadataKeys = "keep-metadata-keys"
    case dropEmptyCells = "drop-empty-cells"
    case dropTaggedCells = "drop-tagged-cells"
    case stripInitCells = "strip-init-cells"
    case maxSize = "max-size"
    case dropOutputType = "drop-output-type"
    case keepOutputType = "keep-output-type"

    /// Its key in a section of git's configuration.
    var key: String { rawValue.filter { $0 != "-" } }

    var isSwitch: Bool {
        switch self {
        case .keepOutput, .keepCount, .keepID, .dropEmptyCells, .stripInitCells: true
        default: false
        }
    }
}
