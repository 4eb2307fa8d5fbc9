/// What a clause asks of the value of its key.
enum SearchTest: Sendable, Equatable {
    case number(Relation, Double)
    case equals(String)
    case differs(String)
    case like(String, ignoresCase: Bool)
    case isIn([String])
    case isNotIn([String])
    case isNull
    case isNotNull

    enum Relation: String, Sendable {
        case equal = "="
        case different = "!="
        case more = ">"
        case atLeast = ">="
        case less = "<"
        case atMost = "<="
    }

    /// Of something that has a value; strings compare by their bytes.
    func holds(for value: SearchValue) -> Bool {
        switch (self, value) {
        case (.number(let relation, let right), .number(let left)): Self.compare(left, relation, right)
        case (.equals(let right), .text(let left)): ByteKey(left) == ByteKey(right)
        case (.differs(let right), .text(let left)): ByteKey(left) != ByteKey(right)
        case (.like(let pattern, let ignoresCase), .text(let left)):
            LikePattern(pattern, ignoresCase: ignoresCase).matches(left)
        case (.isIn(let list), .text(let left)): list.contains { ByteKey($0) == ByteKey(left) }
        case (.isNotIn(let list), .text(let left)): !list.contains { ByteKey($0) == ByteKey(left) }
        case (.isNotNull, _): true
        default: false
        }
    }

    private static func compare(_ left: Double, _ relation: Relation, _ right: Double) -> Bool {
        switch relation {
        case .equal: left == right
        case .different: left != right
        case .more: left > right
        case .atLeast: left >= right
        case .less: left < right
        case .atMost: left <= right
        }
    }
}
