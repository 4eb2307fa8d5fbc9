internal import MLOpsCore

/// Checks the cells of one column.
struct ColumnCheck {
    /// What a cell can be wrong in; each has its own count.
    enum Rule: Int, CaseIterable {
        case required, type, minLength, maxLength, minimum, maximum, exclusiveMinimum, exclusiveMaximum
        case pattern, choices
    }

    let field: SchemaField
    /// The column in the file.
    let index: Int
    private(set) var tallies: [RuleTally]
    private(set) var values = 0
    private(set) var missing = 0
    /// Cells that broke a rule on values.
    private(set) var invalid = 0
    private(set) var badType = 0
    /// The first value that is not of the type, in quotes.
    private(set) var firstBadValue: String?
    private var brokenRules = 0
    private let missingIsEmpty: Bool
    private let checksLength: Bool
    private let checksOrder: Bool
    private var matcher: PatternMatcher?
    private let limit: Int

    init(_ field: SchemaField, index: Int, limit: Int) {
        self.field = field
        self.index = index
        self.limit = limit
        let constraints = field.constraints
        tallies = Rule.allCases.map { rule in
            RuleTally("\(field.name).\(rule == .choices ? constraints.choicesName : "\(rule)")", field: field.name)
        }
        missingIsEmpty = field.missingValues == [[]]
        checksLength = constraints.minLength != nil || constraints.maxLength != nil
        checksOrder =
            constraints.minimum != nil || constraints.maximum != nil || constraints.exclusiveMinimum != nil
            || constraints.exclusiveMaximum != nil
        matcher = constraints.pattern.map(PatternMatcher.init)
    }

    /// Rows whose value is of the type.
    var wellTyped: Int { values - badType }

    /// How the rest of a column with badly typed values is, and what can be done.
    var typeHint: String? {
        guard let value = firstBadValue, let line = tallies[Rule.type.rawValue].examples.first?.line else { return nil }
        let parsed = "\(Count.text(wellTyped)) \(wellTyped == 1 ? "row parses" : "rows parse") as \(field.type.name)"
        return "\(parsed); add \(value) to missingValues or fix line \(line)"
    }

    mutating func check(_ cell: UnsafeBufferPointer<UInt8>, _ place: RowPlace) {
        if missingIsEmpty ? cell.count == 0 : field.isMissing(cell) {
            missing += 1
            if field.constraints.required { add(.required, cell, place) { ("is missing", nil) } }
            return
        }
        values += 1
        guard let value = field.type.parse(cell) else {
            badType += 1
            invalid += 1
            let noun = field.type.noun
            if firstBadValue == nil { firstBadValue = Count.quoted(cell) }
            return add(.type, cell, place) { ("is not \(noun)", nil) }
        }
        let before = brokenRules
        if checksLength { checkLength(cell, place) }
        if checksOrder { checkOrder(value, cell, place) }
        if field.constraints.choices != nil { checkChoices(value, cell, place) }
        checkPattern(cell, place)
        if brokenRules != before { invalid += 1 }
    }

    private mutating func add(
        _ rule: Rule, _ cell: UnsafeBufferPointer<UInt8>, _ place: RowPlace,
        _ problem: () -> (problem: String, hint: String?)
    ) {
        brokenRules += 1
        let name = field.name
        tallies[rule.rawValue].add(place, limit: limit) {
            let text = problem()
            let shown = rule == .required && cell.isEmpty ? name : "\(name) = \(Count.quoted(cell))"
            return ("\(shown) \(text.problem)", text.hint)
        }
    }

    private mutating func checkLength(_ cell: UnsafeBufferPointer<UInt8>, _ place: RowPlace) {
        let length = field.type.length(cell)
        let unit = field.type.lengthUnit
        if let least = field.constraints.minLength, length < least {
            add(.minLength, cell, place) { ("is shorter than \(least) \(unit)", nil) }
        }
        if let most = field.constraints.maxLength, length > most {
            add(.maxLength, cell, place) { ("is longer than \(most) \(unit)", nil) }
        }
    }

    private mutating func checkOrder(_ value: CellValue, _ cell: UnsafeBufferPointer<UInt8>, _ place: RowPlace) {
        let constraints = field.constraints
        if let bound = constraints.minimum, !(value == bound.value || bound.value.precedes(value)) {
            add(.minimum, cell, place) { ("is less than \(bound.text)", nil) }
        }
        if let bound = constraints.maximum, !(value == bound.value || value.precedes(bound.value)) {
            add(.maximum, cell, place) { ("is more than \(bound.text)", nil) }
        }
        if let bound = constraints.exclusiveMinimum, !bound.value.precedes(value) {
            add(.exclusiveMinimum, cell, place) { ("is not more than \(bound.text)", nil) }
        }
        if let bound = constraints.exclusiveMaximum, !value.precedes(bound.value) {
            add(.exclusiveMaximum, cell, place) { ("is not less than \(bound.text)", nil) }
        }
    }

    private mutating func checkChoices(_ value: CellValue, _ cell: UnsafeBufferPointer<UInt8>, _ place: RowPlace) {
        guard let choices = field.constraints.choices, !choices.allow(value, cell) else { return }
        let isFirst = tallies[Rule.choices.rawValue].count == 0
        add(.choices, cell, place) {
            let texts = choices.list.prefix(200).map { String(decoding: $0.text, as: UTF8.self) }
            let nearest = isFirst ? NearestWord.find(String(decoding: cell.prefix(256), as: UTF8.self), in: texts) : nil
            let list = texts.prefix(5).map { Count.quoted(Array($0.utf8)) }.joined(separator: ", ")
            let more = choices.list.count > 5 ? " or \(choices.list.count - 5) others" : ""
            return (
                "is not one of \(list)\(more)",
                nearest.map { "the nearest allowed value is \(Count.quoted(Array($0.utf8)))" }
            )
        }
    }

    private mutating func checkPattern(_ cell: UnsafeBufferPointer<UInt8>, _ place: RowPlace) {
        guard let pattern = field.constraints.pattern, matcher?.matches(cell) == false else { return }
        add(.pattern, cell, place) { ("does not match \(pattern.source)", nil) }
    }
}
