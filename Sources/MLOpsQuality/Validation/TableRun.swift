internal import MLOpsCore

/// One comparison of a text with a schema.
struct TableRun {
    let text: CSVText
    var encoding = EncodingCheck()
    let name: RepoPath
    let schema: TableSchema
    let limits: ValidationLimits
    let dialect: CSVDialect
    var columns: [ColumnCheck] = []
    var keys: [KeyCheck] = []
    var foreignKeys: [ForeignKeyCheck] = []
    /// Repeats counted for quality rules: the rule's place and the check.
    var repeats: [(place: String, check: KeyCheck)] = []
    var missingCounts: [MissingCount] = []
    /// What concerns the file, its header and the form of its rows.
    var fileTallies: [RuleTally] = []
    var encodingTallies: [RuleTally] = []
    var toldZero = false
    var toldInvalid = false
    /// False: the time that the limits allow was over before the last row.
    var isComplete = true
    var fieldCount = RuleTally("fields")
    var quoting = RuleTally("quoting")
    var blank = RuleTally("fields")
    var rows = 0
    /// How many fields each row must have.
    var width = 0

    init(_ text: CSVText, name: RepoPath, schema: TableSchema, limits: ValidationLimits) {
        self.text = text
        self.name = name
        self.schema = schema
        self.limits = limits
        dialect = schema.dialect(for: name)
    }

    /// `references` has the values that each of the schema's foreign keys may take.
    mutating func report(_ references: [ForeignKeyTarget] = []) -> ValidationReport {
        guard isReadable() else { return makeReport() }
        encoding.check(text.window, at: 0, isLast: text.isLast)
        var records = CSVRecords(text, dialect: dialect, maxFields: limits.maxColumns)
        readHeader(&records, references)
        var record = dialect.header ? 1 : 0
        while next(&records) {
            record += 1
            checkRow(&records.reader, RowPlace(line: records.reader.line, record: record))
            // Asking for the time costs more than a row.
            if rows & 0xfff == 0, limits.isExpired() {
                isComplete = false
                break
            }
        }
        return makeReport()
    }

    private mutating func next(_ records: inout CSVRecords) -> Bool {
        let isThere = records.next { text, offset in
            encoding.check(text.window, at: offset, isLast: text.isLast)
        }
        if encoding.isFlawed { noteEncoding(records) }
        return isThere
    }

    private mutating func readHeader(_ records: inout CSVRecords, _ references: [ForeignKeyTarget]) {
        guard dialect.header else {
            width = schema.fields.count
            return mapColumns(schema.fields.indices.map { $0 }, references)
        }
        guard next(&records) else {
            let count = Count.text(schema.fields.count)
            return add("fields") { ("is empty; the schema has \(count) fields", nil) }
        }
        width = records.reader.fieldCount
        var header = HeaderCheck(
            records.reader.values, schema: schema, line: records.reader.line, delimiter: dialect.delimiter)
        mapColumns(header.match(), references)
        fileTallies += header.tallies
    }

    /// Sets up the checks; `mapping` has the file's column for each field.
    private mutating func mapColumns(_ mapping: [Int?], _ references: [ForeignKeyTarget]) {
        var found: [String: (index: Int, field: SchemaField)] = [:]
        for (field, index) in zip(schema.fields, mapping) {
            guard let index else { continue }
            columns.append(ColumnCheck(field, index: index, limit: limits.examplesPerRule))
            found[field.name] = (index, field)
            if field.constraints.unique { addKey([field.name], found, rule: "\(field.name).unique") }
        }
        if !schema.primaryKey.isEmpty { addKey(schema.primaryKey, found, rule: "primaryKey") }
        for (index, names) in schema.uniqueKeys.enumerated() { addKey(names, found, rule: "uniqueKeys[\(index)]") }
        for (index, target) in references.enumerated() { addForeignKey(target, found, rule: "foreignKeys[\(index)]") }
        for rule in schema.allQuality { addQuality(rule, found) }
    }

    /// A key over columns that the file lacks cannot be checked; that they lack is told by the header's check.
    private mutating func addKey(_ names: [String], _ found: [String: (index: Int, field: SchemaField)], rule: String) {
        let columns = names.compactMap { found[$0] }
        if columns.count == names.count { keys.append(KeyCheck(columns, rule: rule, isConstraint: true)) }
    }

    private mutating func addForeignKey(
        _ target: ForeignKeyTarget, _ found: [String: (index: Int, field: SchemaField)], rule: String
    ) {
        switch target.known {
        case .failure(let problem): add(rule) { (problem.reason, problem.hint) }
        case .success(let known):
            let columns = target.key.fields.compactMap { found[$0] }
            guard columns.count == target.key.fields.count else { return }
            foreignKeys.append(ForeignKeyCheck(columns, rule: rule, known: known, target: target.description))
        }
    }

    private mutating func addQuality(_ rule: QualityRule, _ found: [String: (index: Int, field: SchemaField)]) {
        let names = rule.field.map { [$0] } ?? rule.properties
        let columns = names.compactMap { found[$0] }
        guard columns.count == names.count else { return }
        if rule.metric == .duplicateValues {
            repeats.append((rule.place, KeyCheck(columns, rule: rule.place, isConstraint: false)))
        }
        if rule.metric == .missingValues, let column = columns.first {
            missingCounts.append(MissingCount(place: rule.place, index: column.index, values: rule.missing))
        }
    }

    private mutating func checkRow(_ reader: inout CSVReader, _ place: RowPlace) {
        rows += 1
        if let flaw = reader.flaw {
            quoting.add(place, limit: limits.examplesPerRule) { (flaw.problem, flaw.hint) }
        }
        if reader.fieldCount != width, width > 0 {
            if reader.isBlank {
                blank.add(place, limit: limits.examplesPerRule) { ("the row is blank", "delete the empty line") }
                return
            }
            addFieldCount(reader.fieldCount, place)
        }
        for index in columns.indices {
            let column = columns[index].index
            guard column < reader.fields.count else { continue }
            let field = reader.fields[column]
            if field.isEscaped {
                reader.withValue(field) { columns[index].check($0, place) }
            } else {
                columns[index].check(UnsafeBufferPointer(rebasing: reader.text[field.start..<field.end]), place)
            }
        }
        for index in keys.indices { keys[index].check(&reader, place, limit: limits.examplesPerRule) }
        for index in foreignKeys.indices { foreignKeys[index].check(&reader, place, limit: limits.examplesPerRule) }
        for index in repeats.indices { repeats[index].check.check(&reader, place, limit: 0) }
        for index in missingCounts.indices { missingCounts[index].check(&reader) }
    }

    private mutating func addFieldCount(_ count: Int, _ place: RowPlace) {
        let width = width
        let what = dialect.header ? "the header" : "the schema"
        let delimiter = Count.quoted([dialect.delimiter])
        fieldCount.add(place, limit: limits.examplesPerRule) {
            let hint = count > width ? "quote values that hold \(delimiter)" : nil
            return (
                "has \(Count.text(count)) \(count == 1 ? "field" : "fields"), \(what) has \(Count.text(width))", hint
            )
        }
    }

    /// Adds a finding about the file as a whole.
    mutating func add(_ rule: String, _ place: RowPlace = .wholeFile, _ problem: () -> (String, String?)) {
        var tally = RuleTally(rule, countsRows: false)
        tally.add(place, limit: 1) { problem() }
        fileTallies.append(tally)
    }
}

extension CSVReader.Flaw {
    var problem: String {
        switch self {
        case .unclosedQuote: "a quote is opened and never closed"
        case .textAfterQuote: "there is text after a closing quote"
        }
    }

    var hint: String {
        "write a quote inside a quoted value twice"
    }
}
