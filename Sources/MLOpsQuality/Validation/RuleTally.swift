internal import MLOpsCore

/// How often a rule was broken, and the first few times in words.
struct RuleTally {
    struct Example {
        let line: Int?
        let record: Int?
        let problem: String
        let hint: String?
    }

    /// Where the rule stands: `qty.type`.
    let rule: String
    let field: String?
    /// False: the rule is about the file, not about rows.
    let countsRows: Bool
    private(set) var count = 0
    private(set) var examples: [Example] = []

    init(_ rule: String, field: String? = nil, countsRows: Bool = true) {
        self.rule = rule
        self.field = field
        self.countsRows = countsRows
    }

    /// Counts a break; the words are made only when they will be told.
    mutating func add(_ place: RowPlace, limit: Int, problem: () -> (problem: String, hint: String?)) {
        count += 1
        guard examples.count < limit else { return }
        let text = problem()
        examples.append(Example(line: place.line, record: place.record, problem: text.problem, hint: text.hint))
    }
}

/// Where a row stands.
struct RowPlace {
    let line: Int?
    let record: Int?

    static let wholeFile = RowPlace(line: nil, record: nil)
}
