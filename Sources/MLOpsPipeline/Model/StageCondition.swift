package import MLOpsCore
internal import MLOpsDocuments

/// What `meta.mlops.when` says: comparisons of parameters or metrics with values, joined by `and`, `or` and `not`.
package indirect enum StageCondition: Sendable, Equatable {
    package enum Relation: String, Sendable {
        case equal = "=="
        case different = "!="
        case atMost = "<="
        case atLeast = ">="
        case below = "<"
        case above = ">"
    }

    /// `FILE:KEY RELATION VALUE`; without a file `params.yaml` in the working folder is meant.
    case comparison(file: String?, key: String, Relation, JSONValue)
    /// The value is there, and is neither false, null, zero nor empty.
    case truth(file: String?, key: String)
    case constant(Bool)
    case not(StageCondition)
    case both(StageCondition, StageCondition)
    case either(StageCondition, StageCondition)

    /// Nil when `text` is no condition.
    init?(_ text: String) {
        var words = Self.words(text)[...]
        guard let condition = Self.either(&words), words.isEmpty else { return nil }
        self = condition
    }

    /// Words between blanks; quotes keep blanks together.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in text {
            if let open = quote {
                word.append(character)
                if character == open { quote = nil }
            } else if character == " " || character == "(" || character == ")" {
                if !word.isEmpty { words.append(word) }
                word = ""
                if character != " " { words.append(String(character)) }
            } else {
                if character == "'" || character == "\"" { quote = character }
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    private static func either(_ words: inout ArraySlice<String>) -> StageCondition? {
        guard var left = both(&words) else { return nil }
        while words.first == "or" {
            words.removeFirst()
            guard let right = both(&words) else { return nil }
            left = .either(left, right)
        }
        return left
    }

    private static func both(_ words: inout ArraySlice<String>) -> StageCondition? {
        guard var left = single(&words) else { return nil }
        while words.first == "and" {
            words.removeFirst()
            guard let right = single(&words) else { return nil }
            left = .both(left, right)
        }
        return left
    }

    private static func single(_ words: inout ArraySlice<String>) -> StageCondition? {
        guard let word = words.popFirst() else { return nil }
        if word == "not" { return single(&words).map(StageCondition.not) }
        if word == "(" {
            guard let inner = either(&words), words.popFirst() == ")" else { return nil }
            return inner
        }
        guard word != ")", Relation(rawValue: word) == nil else { return nil }
        let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
        let (file, key) = parts.count == 2 ? (parts[0], parts[1]) : (nil, word)
        guard let sign = words.first, let relation = Relation(rawValue: sign) else {
            return .truth(file: file, key: key)
        }
        words.removeFirst()
        guard let value = words.popFirst() else { return nil }
        return .comparison(file: file, key: key, relation, Document.parseValue(value))
    }

    /// Whether it holds; `value` finds what a file says under a dotted key.
    func holds(_ value: (_ file: String?, _ key: String) throws -> JSONValue?) rethrows -> Bool {
        switch self {
        case .constant(let flag): return flag
        case .not(let inner): return try !inner.holds(value)
        case .both(let left, let right):
            if try !left.holds(value) { return false }
            return try right.holds(value)
        case .either(let left, let right):
            if try left.holds(value) { return true }
            return try right.holds(value)
        case .truth(let file, let key): return Self.isTrue(try value(file, key))
        case .comparison(let file, let key, let relation, let other):
            return try value(file, key).map { Self.compare($0, relation, other) } ?? (relation == .different)
        }
    }

    private static func isTrue(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null, .bool(false), .integer(0), .string(""): false
        case .double(let number): number != 0
        case .array(let items): !items.isEmpty
        case .object(let members): !members.isEmpty
        default: true
        }
    }

    private static func compare(_ left: JSONValue, _ relation: Relation, _ right: JSONValue) -> Bool {
        if let left = left.number, let right = right.number {
            switch relation {
            case .equal: return left == right
            case .different: return left != right
            case .atMost: return left <= right
            case .atLeast: return left >= right
            case .below: return left < right
            case .above: return left > right
            }
        }
        switch relation {
        case .equal: return left == right
        case .different: return left != right
        default:
            guard let left = left.stringValue, let right = right.stringValue else { return false }
            if relation == .below || relation == .atMost {
                return left < right || (relation == .atMost && left == right)
            }
            return left > right || (relation == .atLeast && left == right)
        }
    }
}

extension JSONValue {
    fileprivate var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }
}
