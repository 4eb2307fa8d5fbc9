/// Compares the names in a header with a schema's fields.
struct HeaderCheck {
    private let names: [String]
    private let schema: TableSchema
    private let place: RowPlace
    private(set) var tallies: [RuleTally] = []
    /// Where each name stands first.
    private var positions: [[UInt8]: Int] = [:]
    /// What to say with the first finding, when the file has another delimiter.
    private var delimiterHint: String?

    init(_ names: [String], schema: TableSchema, line: Int, delimiter: UInt8) {
        self.names = names
        self.schema = schema
        place = RowPlace(line: line, record: 1)
        for (index, name) in names.enumerated() {
            if positions[Array(name.utf8)] == nil { positions[Array(name.utf8)] = index }
        }
        delimiterHint = Self.otherDelimiter(names, schema, delimiter).map {
            let shown = Count.quoted([$0])
            return
                "the columns seem to be separated by \(shown): add \"dialect\": {\"delimiter\": \(shown)} to the schema"
        }
    }

    /// The column of each field; nil: the file has none.
    mutating func match() -> [Int?] {
        noteRepeats()
        let mapping = schema.fields.map { positions[Array($0.name.utf8)] }
        let missing = zip(schema.fields, mapping).filter { $1 == nil }.map { $0.0.name }
        switch schema.fieldsMatch {
        case .exact, .equal:
            noteMissing(missing)
            noteExtra()
            if schema.fieldsMatch == .exact { noteOrder(mapping) }
        case .subset: noteMissing(missing)
        case .superset: noteExtra()
        case .partial:
            if missing.count == schema.fields.count, !schema.fields.isEmpty {
                let hint = takeDelimiterHint()
                add("fields") { ("has none of the schema's columns", hint) }
            }
        }
        return mapping
    }

    /// By which a header that is one name falls into two or more, at least half of which the schema knows.
    private static func otherDelimiter(_ names: [String], _ schema: TableSchema, _ delimiter: UInt8) -> UInt8? {
        guard names.count == 1, let name = names.first, !schema.fieldNames.contains(name) else { return nil }
        let known = Set(schema.fieldNames.map { Array($0.utf8) })
        return CSVDialect.commonDelimiters.first { other in
            guard other != delimiter else { return false }
            let parts = name.utf8.split(separator: other, omittingEmptySubsequences: false).map(Array.init)
            return parts.count > 1 && parts.count(where: known.contains) * 2 >= parts.count
        }
    }

    /// The hint about the delimiter, once.
    private mutating func takeDelimiterHint() -> String? {
        defer { delimiterHint = nil }
        return delimiterHint
    }

    private mutating func add(_ rule: String, field: String? = nil, _ problem: () -> (String, String?)) {
        var tally = RuleTally(rule, field: field, countsRows: false)
        tally.add(place, limit: 1) { problem() }
        tallies.append(tally)
    }

    /// Only for as many as will be read.
    private func guess(_ name: String, in words: [String]) -> String? {
        tallies.count < 20 ? NearestWord.find(name, in: words) : nil
    }

    private mutating func noteRepeats() {
        var seen: Set<[UInt8]> = []
        for name in names where !seen.insert(Array(name.utf8)).inserted {
            add("fields", field: name) {
                ("the column \(Count.quoted(Array(name.utf8))) is there twice", "only the first one is checked")
            }
        }
    }

    private mutating func noteMissing(_ missing: [String]) {
        let known = Set(schema.fieldNames.map { Array($0.utf8) })
        let unused = names.filter { !known.contains(Array($0.utf8)) }
        for name in missing {
            let nearest = guess(name, in: unused)
            let delimiter = takeDelimiterHint()
            add(name, field: name) {
                (
                    "has no column \(Count.quoted(Array(name.utf8)))",
                    delimiter ?? nearest.map { "the nearest header is \(Count.quoted(Array($0.utf8)))" }
                )
            }
        }
    }

    private mutating func noteExtra() {
        let known = Set(schema.fieldNames.map { Array($0.utf8) })
        for name in names where !known.contains(Array(name.utf8)) {
            let nearest = guess(name, in: schema.fieldNames)
            let delimiter = takeDelimiterHint()
            add("fields", field: name) {
                (
                    "has a column \(Count.quoted(Array(name.utf8))) that the schema does not know",
                    delimiter ?? nearest.map { "the nearest field is \(Count.quoted(Array($0.utf8)))" }
                        ?? "add it to the schema, or set 'fieldsMatch: subset'"
                )
            }
        }
    }

    /// Whether the columns that are there stand in the schema's order.
    private mutating func noteOrder(_ mapping: [Int?]) {
        let present = mapping.compactMap { $0 }
        guard let index = zip(present, present.dropFirst()).firstIndex(where: { $0 > $1 }) else { return }
        let name = names[present[index]]
        add("fields", field: name) {
            (
                "the column \(Count.quoted(Array(name.utf8))) does not stand in the schema's order",
                "reorder the columns, or set 'fieldsMatch: equal'"
            )
        }
    }
}

extension Sequence {
    fileprivate func firstIndex(where matches: (Element) -> Bool) -> Int? {
        for (index, element) in enumerated() where matches(element) { return index }
        return nil
    }
}
