extension Gate {
    /// Why a text is no gate.
    package struct Problem: Error, Equatable, Sendable {
        package let message: String
    }

    package init(_ text: String) throws(Problem) {
        var reader = GateReader(text)
        let metric = try reader.word("a metric")
        let demand = try reader.demand()
        var base: Base?
        var isMeasured = false
        var segments: [String] = []
        while let word = reader.next() {
            switch word {
            case "than" where base == nil && demand.isComparison: base = try reader.base()
            case "by" where demand == .better(0): throw reader.problem("'by' stands right behind 'better'")
            case "as" where !demand.isComparison && !isMeasured:
                try reader.expect("measured")
                isMeasured = true
            case "per": segments = try reader.columns()
            default: throw reader.problem("'\(word)' is not understood")
            }
        }
        self.init(
            text: reader.text, metric: metric, demand: demand, base: base ?? .current, isMeasured: isMeasured,
            segments: segments)
    }
}

extension Gate.Demand {
    fileprivate var isComparison: Bool {
        switch self {
        case .better, .notWorse: true
        case .atLeast, .atMost: false
        }
    }
}

/// The words of a gate.
private struct GateReader {
    /// Without blanks that mean nothing.
    let text: String
    private var words: [String]

    init(_ text: String) {
        var spaced = ""
        var previous: Character = " "
        for character in text {
            let isOperator = "<>=".contains(character)
            if isOperator != "<>=".contains(previous) { spaced.append(" ") }
            spaced.append(character)
            previous = character
        }
        words = spaced.split(whereSeparator: \.isWhitespace).map(String.init)
        self.text = words.joined(separator: " ")
    }

    func problem(_ reason: String) -> Gate.Problem {
        Gate.Problem(message: "'\(text)' is no gate: \(reason)")
    }

    mutating func next() -> String? { words.isEmpty ? nil : words.removeFirst() }

    mutating func word(_ what: String) throws(Gate.Problem) -> String {
        guard let word = next() else { throw problem("\(what) is missing") }
        return word
    }

    mutating func expect(_ expected: String) throws(Gate.Problem) {
        let word = try word("'\(expected)'")
        if word != expected { throw problem("'\(expected)' was expected, not '\(word)'") }
    }

    mutating func demand() throws(Gate.Problem) -> Gate.Demand {
        let word = try word("'better', 'not worse by' or a limit")
        switch word {
        case "better":
            guard words.first == "by" else { return .better(0) }
            return .better(try distance())
        case "not":
            try expect("worse")
            guard words.first == "by" else { throw problem("say by how much: not worse by 0.01") }
            return .notWorse(try distance())
        case ">=", ">": return .atLeast(try number())
        case "<=", "<": return .atMost(try number())
        default: throw problem("'better', 'not worse by', '>=' or '<=' was expected, not '\(word)'")
        }
    }

    /// What stands behind `by`.
    private mutating func distance() throws(Gate.Problem) -> Double {
        try expect("by")
        let value = try number()
        if value < 0 { throw problem("the margin is negative") }
        return value
    }

    private mutating func number() throws(Gate.Problem) -> Double {
        let word = try word("a number")
        guard let value = Double(word), value.isFinite else { throw problem("'\(word)' is no number") }
        return value
    }

    mutating func base() throws(Gate.Problem) -> Gate.Base {
        switch try word("what it is to be better than") {
        case "current": .current
        case "majority": .majority
        case "mean": .mean
        case "constant": .constant(try word("the constant answer"))
        case let version: .version(version)
        }
    }

    /// All that is left, divided by commas.
    mutating func columns() throws(Gate.Problem) -> [String] {
        let names = words.joined(separator: " ").split(separator: ",").map { name in
            String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        words = []
        if names.isEmpty || names.contains("") { throw problem("a column is missing behind 'per'") }
        return names
    }
}
