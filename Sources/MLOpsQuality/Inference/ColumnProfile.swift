internal import MLOpsCore

/// What all values of one column have in common.
struct ColumnProfile {
    /// What people write for no value.
    static let missingWords = ["NA", "N/A", "n/a", "null", "NULL", "None", "-"]

    /// In the order in which they are tried; the first that holds for all values wins.
    private enum Kind: Int, CaseIterable {
        case boolean, integer, number, date, datetime, time
    }

    let name: String
    /// Kinds that no value has ruled out.
    private var kinds = Set(Kind.allCases)
    private var values = 0
    private var empty = 0
    /// How often each word for "missing" stands in the column.
    private var words: [String: Int] = [:]
    /// Whether a number is neither NaN nor infinite.
    private var hasFinite = false
    /// Whether one is; no range can hold for NaN.
    private var hasSpecial = false
    /// How often each value occurs; nil once there are too many.
    private var counts: [[UInt8]: Int]? = [:]
    private var least: (value: CellValue, text: String)?
    private var most: (value: CellValue, text: String)?

    private static let maxChoices = 20
    private static let repeatsOfChoice = 10
    private static let maxDigits = 15

    init(name: String) {
        self.name = name
    }

    mutating func addMissing() {
        empty += 1
    }

    mutating func add(_ cell: UnsafeBufferPointer<UInt8>) {
        guard !cell.isEmpty else { return addMissing() }
        if let word = Self.missingWords.first(where: { $0.utf8.elementsEqual(cell) }) {
            words[word, default: 0] += 1
        } else {
            values += 1
            narrow(cell)
        }
        count(cell)
    }

    private mutating func narrow(_ cell: UnsafeBufferPointer<UInt8>) {
        guard !kinds.isEmpty else { return }
        kinds = kinds.filter { Self.holds($0, cell) }
        if let type = Self.order(kinds), let value = type.parse(cell) { widen(value, cell) }
    }

    private mutating func widen(_ value: CellValue, _ cell: UnsafeBufferPointer<UInt8>) {
        guard value.position?.isFinite ?? false else {
            hasSpecial = true
            return
        }
        hasFinite = true
        if least.map({ value.precedes($0.value) }) ?? true { least = (value, String(decoding: cell, as: UTF8.self)) }
        if most.map({ $0.value.precedes(value) }) ?? true { most = (value, String(decoding: cell, as: UTF8.self)) }
    }

    private mutating func count(_ cell: UnsafeBufferPointer<UInt8>) {
        guard counts != nil else { return }
        guard cell.count <= 64 else { return counts = nil }
        counts?[Array(cell), default: 0] += 1
        if counts?.count ?? 0 > Self.maxChoices { counts = nil }
    }

    private static func order(_ kinds: Set<Kind>) -> FieldType? {
        kinds.min { $0.rawValue < $1.rawValue }.map(type)
    }

    private static func type(_ kind: Kind) -> FieldType {
        switch kind {
        case .boolean: .boolean(yes: [], no: [])
        case .integer: .integer(NumberFormat())
        case .number: .number(NumberFormat())
        case .date: .date(.standard)
        case .datetime: .datetime(.standard)
        case .time: .time(.standard)
        }
    }

    private static func holds(_ kind: Kind, _ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        switch kind {
        // Not 0 and 1: they are as likely counts.
        case .boolean: ["true", "false", "True", "False", "TRUE", "FALSE"].contains { $0.utf8.elementsEqual(cell) }
        case .integer, .number: !isCode(cell) && type(kind).parse(cell) != nil
        default: type(kind).parse(cell) != nil
        }
    }

    /// Whether the text names something rather than counting it: a zero in front, a plus (telephone numbers), or
    /// more digits than a double holds.
    private static func isCode(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        if cell[0] == 0x2b { return true }
        let digits = cell[0] == 0x2d ? cell[1...] : cell[...]
        let whole = digits.prefix { 0x30...0x39 ~= $0 }
        return (whole.count > 1 && whole.first == 0x30) || (whole.count > maxDigits && whole.count == digits.count)
    }

    private var kind: Kind? {
        guard values > 0, let kind = kinds.min(by: { $0.rawValue < $1.rawValue }) else { return nil }
        return kind == .number && !hasFinite ? nil : kind
    }

    /// The field's descriptor.
    func field(ranges: Bool) -> JSONValue {
        var field: JSONObject = ["name": .string(name), "type": .string(typeName)]
        var constraints = JSONObject()
        let nulls = empty + (kind == nil ? 0 : words.values.reduce(0, +))
        if nulls == 0, values + words.count > 0 { constraints["required"] = true }
        if kind == nil, let choices { constraints["enum"] = .array(choices.map(JSONValue.string)) }
        if ranges, kind != nil, !hasSpecial, let least, let most {
            constraints["minimum"] = .string(least.text)
            constraints["maximum"] = .string(most.text)
        }
        let missing = kind == nil ? [] : Self.missingWords.filter { words[$0] != nil }
        if !missing.isEmpty { field["missingValues"] = .array([""] + missing.map(JSONValue.string)) }
        if !constraints.isEmpty { field["constraints"] = .object(constraints) }
        return .object(field)
    }

    private var typeName: String {
        switch kind {
        case .boolean: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .date: "date"
        case .datetime: "datetime"
        case .time: "time"
        case nil: values + words.count == 0 ? "any" : "string"
        }
    }

    /// The values in order, when there are few and each of them repeats.
    private var choices: [String]? {
        guard let counts, !counts.isEmpty, counts.values.allSatisfy({ $0 >= Self.repeatsOfChoice }) else { return nil }
        return counts.keys.sorted { $0.lexicographicallyPrecedes($1) }.map(\.asText)
    }
}
